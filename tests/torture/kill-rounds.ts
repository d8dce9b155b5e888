import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { Random } from '../../bench/seed/random.ts'
import { checkLedger } from './check-ledger.ts'
import { Ledger } from './ledger.ts'
import { load } from './load.ts'
import type { Outcome } from './outcome.ts'
import { startServerOn } from './server-under-test.ts'

export interface KillOptions {
  readonly rounds: number
  readonly seed: number
  readonly print: (line: string) => void
}

const ROUNDS_A_FOLDER = 25
const MAX_LOAD_MILLIS = 2500
const MAX_OPEN_MILLIS = 1500
/** How often the server is killed while it opens, before the round's own start. */
const KILLED_OPENING = 0.15

/**
 * Kills a server with SIGKILL at random moments under load and looks, once it is open again, whether all that it had
 * acknowledged is there. A folder lives through 25 rounds; in its last one everything that it holds is looked at again.
 */
export async function killRounds({ rounds, seed, print }: KillOptions): Promise<Outcome> {
  const wrong: string[] = []
  let acknowledged = 0
  for (let first = 1; first <= rounds; first += ROUNDS_A_FOLDER) {
    const dataDir = await mkdtemp(join(tmpdir(), 'loupe-torture-'))
    const ledgers: Ledger[] = []
    const last = Math.min(rounds, first + ROUNDS_A_FOLDER - 1)
    for (let round = first; round <= last; round++) {
      const random = new Random(seed, round)
      if (random.chance(KILLED_OPENING)) await killWhileOpening(dataDir, random.below(MAX_OPEN_MILLIS))
      const ledger = new Ledger(`round-${round}`)
      const loadMillis = 30 + random.below(MAX_LOAD_MILLIS)
      await loadAndKill(dataDir, ledger, seed * 10_000 + round, loadMillis)
      const checked = await reopenAndCheck(dataDir, round === last ? [...ledgers, ledger] : [ledger])
      ledgers.push(ledger)
      acknowledged += ledger.acknowledgedSpans
      wrong.push(...checked.wrong.map((line) => `round ${round}: ${line}`))
      print(
        `round ${round}: killed after ${loadMillis} ms with ${ledger.acknowledgedSpans} spans acknowledged, ` +
          `open again in ${Math.round(checked.openMillis)} ms, ${checked.wrong.length === 0 ? 'all there' : checked.wrong[0]}`,
      )
    }
    // What went wrong can be looked at.
    if (wrong.length === 0) await rm(dataDir, { recursive: true, force: true })
    else return { wrong: [...wrong, `the folder is kept: ${dataDir}`], said: `${acknowledged} spans acknowledged` }
  }
  return { wrong, said: `${rounds} kills, ${acknowledged} spans acknowledged, ${wrong.length} lost or wrong` }
}

async function killWhileOpening(dataDir: string, afterMillis: number): Promise<void> {
  const server = await startServerOn(dataDir, afterMillis)
  await server?.end('SIGKILL')
}

async function loadAndKill(dataDir: string, ledger: Ledger, seed: number, loadMillis: number): Promise<void> {
  const server = await startServerOn(dataDir)
  const stop = new AbortController()
  const loading = load({ url: server.url, seed, ledger, connections: 8, signal: stop.signal, pauseMillis: 5 })
  await sleep(loadMillis)
  await server.end('SIGKILL')
  stop.abort()
  await loading
}

async function reopenAndCheck(
  dataDir: string,
  ledgers: readonly Ledger[],
): Promise<{ readonly wrong: string[]; readonly openMillis: number }> {
  const server = await startServerOn(dataDir)
  const wrong: string[] = []
  for (const ledger of ledgers) wrong.push(...(await checkLedger(server.url, ledger)))
  await server.end('SIGKILL')
  return { wrong, openMillis: server.openMillis }
}
