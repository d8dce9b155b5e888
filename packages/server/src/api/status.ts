import { ENDPOINTS } from '@loupe-ai/contract'
import type { TraceStore } from '@loupe-ai/store'
import { LOUPE_VERSION, MLFLOW_VERSION } from '../version.ts'
import { mount, type ApiMount } from './mount.ts'

/** What this server is, and how much it holds. `startedMillis` as of `performance.now()`. */
export function mountStatus(
  api: ApiMount,
  {
    traces,
    dataDir,
    startedMillis,
  }: { traces: Pick<TraceStore, 'countTraces'>; dataDir: string; startedMillis: number },
): void {
  mount(api, ENDPOINTS.getServerStatus, async () => ({
    version: LOUPE_VERSION,
    mlflow_version: MLFLOW_VERSION,
    data_dir: dataDir,
    trace_count: await traces.countTraces(),
    uptime_seconds: Math.floor((performance.now() - startedMillis) / 1000),
  }))
}
