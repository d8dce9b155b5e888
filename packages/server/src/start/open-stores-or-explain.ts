import { EngineUnavailable, openStores, RemoteStoreFailed, SchemaTooNew, type Stores } from '@loupe-ai/store'
import type { ServerConfig } from '../config.ts'
import type { Log } from '../log.ts'
import type { StartFailure } from './start-failure.ts'
import { readStorePlaces } from './store-places.ts'

export type OpenResult =
  | {
      readonly ok: true
      readonly stores: Stores
      readonly traceCount: number
      /** Where stores lie that do not lie in the data folder, as may be shown. */
      readonly elsewhere: readonly string[]
    }
  | { readonly ok: false; readonly failure: StartFailure }

type Places = Pick<ServerConfig, 'dataDir' | 'fsync' | 'clickhouseUrl' | 'clickhouseCluster' | 'metadataUrl'> & {
  readonly backupsFolder?: string
  readonly maxTraceSpans?: number | undefined
}

/** Opens the stores of a data folder that this process holds, and those that lie elsewhere. */
export async function openStoresOrExplain(
  { dataDir, backupsFolder, fsync, maxTraceSpans, ...urls }: Places,
  log: Log,
): Promise<OpenResult> {
  const read = readStorePlaces(urls)
  if (!read.ok) return read
  const { clickHouse, postgres } = read.places
  try {
    const stores = await openStores({ dataDir, backupsFolder, fsync, maxTraceSpans, ...read.places })
    const elsewhere = [clickHouse, postgres].flatMap((place) => (place === undefined ? [] : [place.shown]))
    return { ok: true, stores, traceCount: await stores.traces.countTraces(), elsewhere }
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    if (error instanceof EngineUnavailable) {
      return { ok: false, failure: { kind: 'engine-unavailable', platform: error.platform, reason } }
    }
    if (error instanceof SchemaTooNew) return { ok: false, failure: { kind: 'data-too-new', dataDir, reason } }
    if (error instanceof RemoteStoreFailed) {
      return { ok: false, failure: { kind: `${error.kind}-failed`, place: error.place, reason } }
    }
    log.error('the stores could not be opened', { error: error instanceof Error ? error.stack : reason })
    return { ok: false, failure: { kind: 'store-failed', dataDir, reason } }
  }
}
