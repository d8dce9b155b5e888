import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import type { MoveProgress, MoveStoresOptions, MoveSummary } from '@loupe-ai/store'
import type { ServerConfig } from './config.ts'
import { holdDataDir } from './start/hold-data-dir.ts'
import { startFailureMessage } from './start/start-failure.ts'

export type MoveFolderResult =
  | { readonly ok: true; readonly dataDir: string; readonly summary: MoveSummary }
  /** What is wrong, then what to do. */
  | { readonly ok: false; readonly message: string }

export interface MoveFolderOptions {
  /** The data folder that the servers will share: artifacts are copied there. They stay where they are when absent. */
  readonly artifactsTo?: string
  readonly onProgress: (progress: MoveProgress) => void
  /** Ends the move between two pieces. */
  readonly signal: AbortSignal
}

type Config = Pick<ServerConfig, 'dataDir' | 'clickhouseUrl' | 'clickhouseCluster' | 'metadataUrl'>

const NO_TARGET = 'Say where to: LOUPE_CLICKHOUSE_URL (--clickhouse-url) and LOUPE_METADATA_URL (--metadata-url).'

/** Copies a data folder, whose server is stopped, to where `config` says that stores lie. Safe to repeat. */
export async function moveFolder(config: Config, options: MoveFolderOptions): Promise<MoveFolderResult> {
  const { artifactsTo, ...rest } = options
  // Loaded only here: a server must not wait for it.
  const { readStorePlaces } = await import('./start/store-places.ts')
  const read = readStorePlaces(config)
  if (!read.ok) return failed(startFailureMessage(read.failure))
  const { clickHouse, postgres } = read.places
  if (clickHouse === undefined || postgres === undefined) return failed(NO_TARGET)
  const dataDir = resolve(config.dataDir)
  if (!existsSync(join(dataDir, 'metadata.db'))) return failed(`There is no data of Loupe in ${dataDir}.`)

  const held = await holdDataDir(dataDir, { url: 'loupe migrate', isShared: false })
  if (!held.ok) return failed(startFailureMessage(held.failure))
  try {
    return await move({ dataDir, clickHouse, postgres, ...(artifactsTo !== undefined && { artifactsTo }), ...rest })
  } finally {
    held.lock.release()
  }
}

async function move(options: MoveStoresOptions): Promise<MoveFolderResult> {
  const { MoveRefused, moveStores, RemoteStoreFailed } = await import('@loupe-ai/store')
  try {
    return { ok: true, dataDir: options.dataDir, summary: await moveStores(options) }
  } catch (error) {
    if (options.signal?.aborted) return failed('Interrupted. The same command goes on where it stopped.')
    if (error instanceof MoveRefused) return failed(`Nothing was moved: ${error.message}. Choose an empty database.`)
    if (error instanceof RemoteStoreFailed) {
      return failed(startFailureMessage({ kind: `${error.kind}-failed`, place: error.place, reason: error.message }))
    }
    const reason = error instanceof Error ? error.message : String(error)
    return failed(`The move failed: ${reason}\nIt is safe to run the same command again: it goes on where it stopped.`)
  }
}

const failed = (message: string): MoveFolderResult => ({ ok: false, message })
