import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { checkLedger } from './check-ledger.ts'
import { Ledger } from './ledger.ts'
import { load } from './load.ts'
import type { Outcome } from './outcome.ts'
import { startServerOn } from './server-under-test.ts'

const ROUNDS = 3
const SPANS_TO_SEARCH = 20_000
const SLOW_READS = 12
const LOAD_MILLIS = 700
/** The server gives requests in flight ten seconds, and needs some for itself. */
const MAX_DRAIN_MILLIS = 15_000

/** SIGTERM under load and slow searches: the server ends by itself within its limit, with 0, and loses nothing. */
export async function drainRounds(seed: number, print: (line: string) => void): Promise<Outcome> {
  const wrong: string[] = []
  const dataDir = await mkdtemp(join(tmpdir(), 'loupe-drain-'))
  const ledgers: Ledger[] = []
  try {
    for (let round = 1; round <= ROUNDS; round++) {
      const server = await startServerOn(dataDir)
      const ledger = new Ledger(`drain-${round}`)
      ledgers.push(ledger)
      if (round === 1) {
        const signal = new AbortController().signal
        await load({ url: server.url, seed, ledger, connections: 4, signal, maxSpans: SPANS_TO_SEARCH })
      }
      const stop = new AbortController()
      const loading = load({ url: server.url, seed: seed + round, ledger, connections: 8, signal: stop.signal }).catch(
        (error: unknown) => void wrong.push(`round ${round}: ${String(error)}`),
      )
      const searching = Array.from({ length: SLOW_READS }, (_, number) => searchEverything(server.url, number))
      await sleep(LOAD_MILLIS)
      const { code, millis } = await Promise.race([
        server.end('SIGTERM'),
        sleep(4 * MAX_DRAIN_MILLIS).then(async () => {
          await server.end('SIGKILL')
          return { code: null, millis: 4 * MAX_DRAIN_MILLIS }
        }),
      ])
      stop.abort()
      await Promise.all([loading, ...searching])
      print(
        `round ${round}: ended with ${code} after ${Math.round(millis)} ms, ${ledger.acknowledgedSpans} spans acknowledged`,
      )
      if (code !== 0) wrong.push(`round ${round}: ended with ${code}:\n${server.output().slice(-500)}`)
      if (millis > MAX_DRAIN_MILLIS) wrong.push(`round ${round}: took ${Math.round(millis)} ms to end`)
    }
    const server = await startServerOn(dataDir)
    for (const ledger of ledgers) wrong.push(...(await checkLedger(server.url, ledger)))
    await server.end('SIGKILL')
  } finally {
    await rm(dataDir, { recursive: true, force: true })
  }
  const acknowledged = ledgers.reduce((sum, ledger) => sum + ledger.acknowledgedSpans, 0)
  return { wrong, said: `${ROUNDS} times SIGTERM, ${acknowledged} spans acknowledged, ${wrong.length} lost or wrong` }
}

/** Finds nothing and has to look everywhere; how it ends does not matter. */
async function searchEverything(url: string, number: number): Promise<void> {
  const filter = `trace.text ILIKE '%nowhere ${number} to be found%' AND span.attributes.x RLIKE '.*y{2,}.*z'`
  const locations = Array.from({ length: 5 }, (_, id) => ({
    type: 'MLFLOW_EXPERIMENT',
    mlflow_experiment: { experiment_id: String(id) },
  }))
  try {
    const response = await fetch(`${url}/api/3.0/mlflow/traces/search`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ locations, filter, max_results: 100 }),
    })
    await response.arrayBuffer()
  } catch {
    // Cut off by the end of the server.
  }
}
