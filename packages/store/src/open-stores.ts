import { join } from 'node:path'
import type { ArtifactStore } from './artifacts/artifact-store.ts'
import { openFolderArtifactStore } from './artifacts/folder-artifact-store.ts'
import { openClickHouseTraceStore } from './clickhouse/clickhouse-trace-store.ts'
import { openEmbeddedEngine } from './clickhouse/embedded-engine.ts'
import type { ExperimentStore } from './experiment-store.ts'
import { nodeSqliteDialect } from './metadata/node-sqlite.ts'
import { openMetadataStores } from './metadata/metadata-stores.ts'
import type { RunStore } from './run-store.ts'
import type { TraceStore } from './trace-store.ts'

export interface Stores {
  readonly traces: TraceStore
  readonly experiments: ExperimentStore
  readonly runs: RunStore
  readonly artifacts: ArtifactStore
  /** Waits for what runs. The stores need no `close` of their own then. */
  close(): Promise<void>
}

export interface OpenStoresOptions {
  /** Holds `spans/`, `metadata.db` and `artifacts/`; made if missing. One process at a time: whoever calls sees to that. */
  readonly dataDir: string
  readonly log?: (message: string) => void
}

/** Rejects with EngineUnavailable where the embedded engine does not run. */
export async function openStores({ dataDir, log = () => {} }: OpenStoresOptions): Promise<Stores> {
  const artifacts = await openFolderArtifactStore(join(dataDir, 'artifacts'))
  const started = performance.now()
  const engine = await openEmbeddedEngine(join(dataDir, 'spans'))
  const metadata = await openMetadataStores(nodeSqliteDialect(join(dataDir, 'metadata.db'))).catch(closing(engine))
  const traces = await openClickHouseTraceStore(engine).catch(closing(engine, metadata))
  log(`opened the stores in ${Math.round(performance.now() - started)} ms`)
  return {
    traces,
    experiments: metadata.experiments,
    runs: metadata.runs,
    artifacts,
    async close() {
      await traces.close()
      await metadata.close()
    },
  }
}

const closing =
  (...parts: readonly { close(): Promise<void> }[]) =>
  async (error: unknown): Promise<never> => {
    for (const part of parts) await part.close()
    throw error
  }
