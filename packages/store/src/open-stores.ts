import { join } from 'node:path'
import { DEFAULT_EXPERIMENT_ID } from '@loupe-ai/model'
import type { ArtifactStore } from './artifacts/artifact-store.ts'
import { openFolderArtifactStore } from './artifacts/folder-artifact-store.ts'
import { openClickHouseTraceStore } from './clickhouse/clickhouse-trace-store.ts'
import { openEmbeddedEngine } from './clickhouse/embedded-engine.ts'
import type { Engine } from './clickhouse/engine.ts'
import { ONE_MACHINE } from './clickhouse/schema/migration.ts'
import { type ClickHouseTarget, shapeAt } from './clickhouse-http/clickhouse-target.ts'
import type { ExperimentStore } from './experiment-store.ts'
import { nodeSqliteDialect } from './metadata/node-sqlite.ts'
import { type MetadataStores, openMetadataStores } from './metadata/metadata-stores.ts'
import { POSTGRES_ID } from './metadata/id-column.ts'
import type { PostgresTarget } from './metadata/postgres-target.ts'
import type { LoggedModelStore } from './logged-model-store.ts'
import type { PromptStore } from './prompt-store.ts'
import { failing } from './remote-store-failed.ts'
import type { RunStore } from './run-store.ts'
import type { TraceStore } from './trace-store.ts'

export interface Stores {
  readonly traces: TraceStore
  readonly experiments: ExperimentStore
  readonly runs: RunStore
  readonly prompts: PromptStore
  readonly loggedModels: LoggedModelStore
  readonly artifacts: ArtifactStore
  /** Rejects when a store does not answer now. */
  ping(): Promise<void>
  /** Waits for what runs. The stores need no `close` of their own then. */
  close(): Promise<void>
}

export interface OpenStoresOptions {
  /**
   * Holds `artifacts/` and, unless they lie elsewhere, `spans/` and `metadata.db`; made if missing. One process at a time,
   * unless both lie elsewhere: whoever calls sees to that.
   */
  readonly dataDir: string
  /** Spans lie there. */
  readonly clickHouse?: ClickHouseTarget
  /** Metadata lies there. */
  readonly postgres?: PostgresTarget
  /** Where backups of this folder go, if it is not elsewhere that spans lie. */
  readonly backupsFolder?: string
  /** Spans that were stored survive the loss of power too, if it is not elsewhere that they lie. */
  readonly fsync?: boolean
  /** From so many spans on a trace is full; see `TraceStore.hasRoomFor`. */
  readonly maxTraceSpans?: number | undefined
  readonly log?: (message: string) => void
}

/** Rejects with EngineUnavailable where the embedded engine does not run, with RemoteStoreFailed where the others do not. */
export async function openStores({
  dataDir,
  clickHouse,
  postgres,
  backupsFolder,
  fsync,
  maxTraceSpans,
  log = () => {},
}: OpenStoresOptions): Promise<Stores> {
  const isShared = clickHouse !== undefined && postgres !== undefined
  const artifacts = await openFolderArtifactStore(join(dataDir, 'artifacts'), { isShared })
  const started = performance.now()
  const engine = await openEngine(dataDir, clickHouse, { backupsFolder, fsync })
  const metadata = await openMetadataAt(dataDir, postgres).catch(closing(engine))
  const traces = await openTraces(engine, clickHouse, maxTraceSpans).catch(closing(engine, metadata))
  log(`opened the stores in ${Math.round(performance.now() - started)} ms`)
  return {
    traces,
    experiments: metadata.experiments,
    runs: metadata.runs,
    prompts: metadata.prompts,
    loggedModels: metadata.loggedModels,
    artifacts,
    async ping() {
      await Promise.all([engine.rows('SELECT 1'), metadata.experiments.get(DEFAULT_EXPERIMENT_ID)])
    },
    async close() {
      await traces.close()
      await metadata.close()
    },
  }
}

async function openEngine(
  dataDir: string,
  target: ClickHouseTarget | undefined,
  { backupsFolder, fsync }: Pick<OpenStoresOptions, 'backupsFolder' | 'fsync'>,
): Promise<Engine> {
  if (target === undefined) {
    return openEmbeddedEngine(join(dataDir, 'spans'), { ...(backupsFolder !== undefined && { backupsFolder }), fsync })
  }
  const { openHttpEngine } = await import('./clickhouse-http/http-engine.ts')
  return openHttpEngine(target).catch(failing('clickhouse', target.shown))
}

const openTraces = (
  engine: Engine,
  target: ClickHouseTarget | undefined,
  maxTraceSpans: number | undefined,
): Promise<TraceStore> =>
  target === undefined
    ? openClickHouseTraceStore(engine, ONE_MACHINE, { maxTraceSpans })
    : openClickHouseTraceStore(engine, shapeAt(target), { isShared: true, maxTraceSpans }).catch(
        failing('clickhouse', target.shown),
      )

async function openMetadataAt(dataDir: string, target: PostgresTarget | undefined): Promise<MetadataStores> {
  if (target === undefined) return openMetadataStores(nodeSqliteDialect(join(dataDir, 'metadata.db')))
  const { postgresDialect } = await import('./metadata/postgres.ts')
  return openMetadataStores(postgresDialect(target.url), POSTGRES_ID).catch(failing('postgres', target.shown))
}

const closing =
  (...parts: readonly { close(): Promise<void> }[]) =>
  async (error: unknown): Promise<never> => {
    for (const part of parts) await part.close()
    throw error
  }
