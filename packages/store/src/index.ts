export { UnusablePath } from './artifacts/artifact-store.ts'
export type {
  Artifact,
  ArtifactContent,
  ArtifactEntry,
  ArtifactPath,
  ArtifactStore,
  ByteRange,
} from './artifacts/artifact-store.ts'
export { openFolderArtifactStore } from './artifacts/folder-artifact-store.ts'
export { attachmentPath, deleteTraceArtifacts, traceArtifactPath } from './artifacts/trace-artifacts.ts'
export type { ExperimentChange, ExperimentQuery, ExperimentStore, NewExperiment, ViewType } from './experiment-store.ts'
export { openMetadataStores } from './metadata/metadata-stores.ts'
export type { MetadataStores } from './metadata/metadata-stores.ts'
export type { DatasetName, LoggedModelQuery, LoggedModelStore, NewLoggedModel } from './logged-model-store.ts'
export type { DropOutcome, ExperimentSize, Retention, StoredWeek } from './retention.ts'
export type { Found, NewPrompt, NewPromptVersion, PromptStore, SearchQuery } from './prompt-store.ts'
export type {
  LoggedMetric,
  LogOutcome,
  MetricHistoryQuery,
  NewRun,
  Param,
  ParamConflict,
  RunChange,
  RunEntries,
  RunQuery,
  RunRefusal,
  RunStore,
} from './run-store.ts'
export { BackupRefused, backUpStores } from './backup/back-up-stores.ts'
export type { BackUpOptions } from './backup/back-up-stores.ts'
export { newestBackup } from './backup/backup-folder.ts'
export { restoreStores } from './backup/restore-stores.ts'
export type { RestoreOptions } from './backup/restore-stores.ts'
export { SearchTooBroad } from './clickhouse/text/search-too-broad.ts'
export type { MetricQuery } from './metric-query.ts'
export { InvalidPageToken, PreparedTooEarly } from './trace-store.ts'
export type { PreparedSpans, StoredPiece, TraceQuery, TraceSayings, TraceSelection, TraceStore } from './trace-store.ts'
export { EngineBusy, EngineClosed, EngineError, EngineUnavailable, isOutOfSpace } from './clickhouse/engine-error.ts'
export type { EngineErrorKind } from './clickhouse/engine-error.ts'
export { writeParquet } from './clickhouse/export/write-parquet.ts'
export type { ParquetRow } from './clickhouse/export/write-parquet.ts'
export { readClickHouseUrl } from './clickhouse-http/clickhouse-target.ts'
export type { ClickHouseTarget, ClickHouseTargetResult } from './clickhouse-http/clickhouse-target.ts'
export { isMetadataUnavailable } from './metadata/metadata-unavailable.ts'
export { MoveRefused } from './move/move-metadata.ts'
export { moveStores } from './move/move-stores.ts'
export type { MoveProgress, MoveStoresOptions, MoveSummary } from './move/move-stores.ts'
export { readPostgresUrl } from './metadata/postgres-target.ts'
export type { PostgresTarget, PostgresTargetResult } from './metadata/postgres-target.ts'
export { SchemaTooNew } from './schema-too-new.ts'
export { RemoteStoreFailed } from './remote-store-failed.ts'
export { openStores } from './open-stores.ts'
export type { OpenStoresOptions, Stores } from './open-stores.ts'
