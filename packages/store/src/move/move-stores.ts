import { cp } from 'node:fs/promises'
import { join } from 'node:path'
import { openClickHouseTraceStore } from '../clickhouse/clickhouse-trace-store.ts'
import { openEmbeddedEngine } from '../clickhouse/embedded-engine.ts'
import type { Engine } from '../clickhouse/engine.ts'
import { migrate } from '../clickhouse/schema/migrate.ts'
import { ONE_MACHINE } from '../clickhouse/schema/migration.ts'
import { type ClickHouseTarget, shapeAt } from '../clickhouse-http/clickhouse-target.ts'
import { openHttpEngine } from '../clickhouse-http/http-engine.ts'
import { POSTGRES_ID } from '../metadata/id-column.ts'
import { nodeSqliteDialect } from '../metadata/node-sqlite.ts'
import { openMetadata } from '../metadata/open-metadata.ts'
import { postgresDialect } from '../metadata/postgres.ts'
import type { PostgresTarget } from '../metadata/postgres-target.ts'
import { failing } from '../remote-store-failed.ts'
import { moveMetadata } from './move-metadata.ts'
import { moveSpans } from './move-spans.ts'
import { openMoveState } from './move-state.ts'

export interface MoveStoresOptions {
  /** The folder, which no other process may hold; it stays as it is. */
  readonly dataDir: string
  readonly clickHouse: ClickHouseTarget
  readonly postgres: PostgresTarget
  /** Where the servers will find artifacts: copied there, or left alone when absent. */
  readonly artifactsTo?: string
  readonly onProgress?: (progress: MoveProgress) => void
  /** Stops between two chunks: the next move goes on there. */
  readonly signal?: AbortSignal
}

export interface MoveProgress {
  readonly of: 'metadata' | 'spans' | 'artifacts'
  readonly rows?: number
  readonly totalRows?: number
}

export interface MoveSummary {
  readonly metadataRows: number
  readonly spanRows: number
  /** As the target counts them, now that all has arrived. */
  readonly traces: number
}

/**
 * Copies all of a folder to a cluster. Safe to repeat and to interrupt. Rejects with RemoteStoreFailed, with MoveRefused if
 * the target belongs to others, and with the signal's reason.
 */
export async function moveStores(options: MoveStoresOptions): Promise<MoveSummary> {
  const { onProgress = () => {}, dataDir, artifactsTo } = options
  // First what can refuse, and what servers need before they show anything.
  const metadataRows = await moveAllMetadata(options)
  const { spanRows, traces } = await moveAllSpans(options)
  if (artifactsTo !== undefined) {
    onProgress({ of: 'artifacts' })
    await cp(join(dataDir, 'artifacts'), join(artifactsTo, 'artifacts'), { recursive: true, preserveTimestamps: true })
  }
  return { metadataRows, spanRows, traces }
}

async function moveAllMetadata({ dataDir, postgres, onProgress = () => {} }: MoveStoresOptions): Promise<number> {
  const from = await openMetadata(nodeSqliteDialect(join(dataDir, 'metadata.db')))
  try {
    const to = await openMetadata(postgresDialect(postgres.url), POSTGRES_ID).catch(failing('postgres', postgres.shown))
    try {
      return await moveMetadata(from, to, ({ rows }) => onProgress({ of: 'metadata', rows }))
    } finally {
      await to.destroy()
    }
  } finally {
    await from.destroy()
  }
}

async function moveAllSpans({
  dataDir,
  clickHouse,
  onProgress = () => {},
  signal,
}: MoveStoresOptions): Promise<{ spanRows: number; traces: number }> {
  const from = await openEmbeddedEngine(join(dataDir, 'spans'))
  let to: Engine | undefined
  try {
    await migrate(from, ONE_MACHINE)
    to = await openHttpEngine(clickHouse).catch(failing('clickhouse', clickHouse.shown))
    await migrate(to, shapeAt(clickHouse)).catch(failing('clickhouse', clickHouse.shown))
    const state = await openMoveState(dataDir, clickHouse.shown)
    const report = (moved: { rows: number; totalRows: number }): void => onProgress({ of: 'spans', ...moved })
    const { rows } = await moveSpans({ from, to, state, onProgress: report, ...(signal && { signal }) })
    await state.clear()
    return { spanRows: rows, traces: await countTraces(to, clickHouse) }
  } finally {
    await from.close()
    await to?.close()
  }
}

/** Opening the store also finishes what the folder's last process may have left half done. */
async function countTraces(engine: Engine, target: ClickHouseTarget): Promise<number> {
  const store = await openClickHouseTraceStore(engine, shapeAt(target))
  return store.countTraces()
}
