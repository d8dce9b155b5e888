import { EngineUnavailable, openStores, type Stores } from '@loupe-ai/store'
import type { Log } from '../log.ts'
import type { StartFailure } from './start-failure.ts'

export type OpenResult =
  | { readonly ok: true; readonly stores: Stores; readonly traceCount: number }
  | { readonly ok: false; readonly failure: StartFailure }

/** Opens the stores of a data folder that this process holds. */
export async function openStoresOrExplain(dataDir: string, log: Log): Promise<OpenResult> {
  try {
    const stores = await openStores({ dataDir })
    return { ok: true, stores, traceCount: await stores.traces.countTraces() }
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    if (error instanceof EngineUnavailable) {
      return { ok: false, failure: { kind: 'engine-unavailable', platform: error.platform, reason } }
    }
    log.error('the stores could not be opened', { error: error instanceof Error ? error.stack : reason })
    return { ok: false, failure: { kind: 'store-failed', dataDir, reason } }
  }
}
