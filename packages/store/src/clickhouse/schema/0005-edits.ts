import type { Migration } from './migration.ts'

/**
 * What was said of a trace after the fact, a row for each thing that can be said anew: of each the newest stands
 * (trace-edit-rows.ts). `deleted_traces` hides a trace whatever comes of it later; `purged` once its rows are gone.
 * `traces.assessments` holds the valid ones, for searches.
 */
export const edits: Migration = {
  version: 5,
  name: 'edits',
  statements: ({ onCluster, replacing }) => [
    `CREATE TABLE IF NOT EXISTS trace_edits ${onCluster} (
      trace_id String,
      kind LowCardinality(String),
      key String,
      field String,
      value String CODEC(ZSTD(1)),
      commit UInt64 CODEC(Delta, ZSTD(1)),
      INDEX by_commit commit TYPE minmax GRANULARITY 1
    ) ENGINE = ${replacing('commit')}
    ORDER BY (trace_id, kind, key, field)`,
    `CREATE TABLE IF NOT EXISTS deleted_traces ${onCluster} (
      trace_id String,
      purged UInt8,
      commit UInt64,
      INDEX by_commit commit TYPE minmax GRANULARITY 1
    ) ENGINE = ${replacing('commit')}
    ORDER BY trace_id
    SETTINGS index_granularity = 256`,
    `ALTER TABLE traces ${onCluster} ADD COLUMN IF NOT EXISTS assessments
      Array(Tuple(kind String, name String, value String, number Nullable(Float64), session String)) CODEC(ZSTD(1))`,
  ],
}
