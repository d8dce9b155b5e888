import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { Random } from '../../bench/seed/random.ts'
import { checkLedger } from './check-ledger.ts'
import { Ledger } from './ledger.ts'
import { deliverAgain, load, type SentRequest } from './load.ts'
import type { Outcome } from './outcome.ts'
import { startServerOn, type ServerUnderTest } from './server-under-test.ts'

export interface KillOptions {
  readonly rounds: number
  readonly seed: number
  readonly print: (line: string) => void
}

const ROUNDS_A_FOLDER = 25
const CONNECTIONS = 8
const PAUSE_MILLIS = 5
/** The moment of a kill, after the first acknowledgement or after the first request. */
const MAX_LOAD_MILLIS = 2000
const KILLED_BEFORE_ANY = 0.1
/** How often a server that opens is killed, too. */
const KILLED_OPENING = 0.15
const MAX_OPEN_MILLIS = 1500
const MAX_FIRST_MILLIS = 30_000

/**
 * Kills a server with SIGKILL at random moments under load and looks, once it is open again, whether all that it had
 * acknowledged is there; then sends again what had no answer, and looks whether now all is as it was sent. A folder lives through 25 rounds; in its last one everything that it holds is looked at again.
 */
export async function killRounds({ rounds, seed, print }: KillOptions): Promise<Outcome> {
  let acknowledged = 0
  for (let first = 1; first <= rounds; first += ROUNDS_A_FOLDER) {
    const dataDir = await mkdtemp(join(tmpdir(), 'loupe-torture-'))
    const ledgers: Ledger[] = []
    const last = Math.min(rounds, first + ROUNDS_A_FOLDER - 1)
    let server = await startServerOn(dataDir)
    for (let round = first; round <= last; round++) {
      const random = new Random(seed, round)
      const ledger = new Ledger(`round-${round}`)
      ledgers.push(ledger)
      const { loadMillis, unanswered } = await loadAndKill(server, ledger, seed * 10_000 + round, random)
      acknowledged += ledger.acknowledgedSpans
      if (random.chance(KILLED_OPENING)) await killWhileOpening(dataDir, random.below(MAX_OPEN_MILLIS))
      server = await startServerOn(dataDir)
      const wrong = await checkAll(server, [ledger])
      await deliverAgain(server.url, unanswered, ledger)
      wrong.push(...(await checkAll(server, round === last ? ledgers : [ledger])).map((line) => `sent again: ${line}`))
      print(
        `round ${round}: killed after ${Math.round(loadMillis)} ms with ${ledger.acknowledgedSpans} spans acknowledged, ` +
          `open again in ${Math.round(server.openMillis)} ms, ${wrong[0] ?? 'all there'}`,
      )
      if (wrong.length === 0) continue
      await server.end('SIGKILL')
      return { wrong: [...wrong, `the folder is kept: ${dataDir}`], said: `stopped in round ${round}` }
    }
    await server.end('SIGKILL')
    await rm(dataDir, { recursive: true, force: true })
  }
  return { wrong: [], said: `${rounds} kills, ${acknowledged} spans acknowledged, 0 lost or wrong` }
}

interface KilledLoad {
  readonly loadMillis: number
  /** What was sent and had no answer. */
  readonly unanswered: readonly SentRequest[]
}

async function loadAndKill(server: ServerUnderTest, ledger: Ledger, seed: number, random: Random): Promise<KilledLoad> {
  const stop = new AbortController()
  const started = performance.now()
  const options = { url: server.url, seed, ledger, connections: CONNECTIONS, pauseMillis: PAUSE_MILLIS }
  const loading = load({ ...options, signal: stop.signal })
  if (!random.chance(KILLED_BEFORE_ANY)) {
    while (ledger.acknowledgedSpans === 0 && performance.now() - started < MAX_FIRST_MILLIS) await sleep(5)
  }
  await sleep(random.below(MAX_LOAD_MILLIS))
  await server.end('SIGKILL')
  const loadMillis = performance.now() - started
  stop.abort()
  return { loadMillis, unanswered: await loading }
}

async function killWhileOpening(dataDir: string, afterMillis: number): Promise<void> {
  const server = await startServerOn(dataDir, afterMillis)
  await server?.end('SIGKILL')
}

async function checkAll(server: ServerUnderTest, ledgers: readonly Ledger[]): Promise<string[]> {
  const wrong: string[] = []
  for (const ledger of ledgers) {
    wrong.push(...(await checkLedger(server.url, ledger)).map((line) => `${ledger.experiment}: ${line}`))
  }
  return wrong
}
