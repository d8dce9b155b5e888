import { setTimeout as sleep } from 'node:timers/promises'
import { httpClient } from '../load/http-client.ts'
import { percentilesOf, type Percentiles } from '../load/percentiles.ts'
import { treeCpuSeconds, treeMemory } from '../server/process-tree.ts'

export interface WatchReport {
  readonly peakRssBytes: number
  readonly peakAnonymousBytes: number
  /** Cores that the server used, on average. */
  readonly serverCores: number
  /** Of a list of the newest traces, asked twice a second. */
  readonly list: Percentiles
  /** Lists that were refused or failed. */
  readonly failedLists: number
}

export interface Watch {
  stop(): Promise<WatchReport>
}

const STEP_MILLIS = 500

/** Looks at a server while it works: its memory, its processor, and whether it still answers reads. */
export function watchServer(url: string, pid: number, experimentIds: () => Promise<readonly string[]>): Watch {
  const client = httpClient(url, 1)
  const listMillis: number[] = []
  let [peakRssBytes, peakAnonymousBytes, failedLists] = [0, 0, 0]
  const end = new AbortController()
  const started = performance.now()
  const cpuAtStart = treeCpuSeconds(pid)

  const look = async (): Promise<void> => {
    while (!end.signal.aborted) {
      const { rssBytes, anonymousBytes } = treeMemory(pid)
      peakRssBytes = Math.max(peakRssBytes, rssBytes)
      peakAnonymousBytes = Math.max(peakAnonymousBytes, anonymousBytes)
      await askList()
      await sleep(STEP_MILLIS)
    }
  }
  const askList = async (): Promise<void> => {
    const locations = (await experimentIds()).map((id) => ({
      type: 'MLFLOW_EXPERIMENT',
      mlflow_experiment: { experiment_id: id },
    }))
    const body = Buffer.from(JSON.stringify({ locations, max_results: 50 }))
    const path = '/api/3.0/mlflow/traces/search'
    const answer = await client
      .send('POST', path, [body], { 'content-type': 'application/json' })
      .catch(() => undefined)
    if (answer?.status === 200) listMillis.push(answer.millis)
    else failedLists++
  }
  const looking = look()

  return {
    async stop() {
      end.abort()
      await looking
      client.close()
      const seconds = (performance.now() - started) / 1000
      return {
        peakRssBytes,
        peakAnonymousBytes,
        serverCores: (treeCpuSeconds(pid) - cpuAtStart) / seconds,
        list: percentilesOf(listMillis),
        failedLists,
      }
    },
  }
}
