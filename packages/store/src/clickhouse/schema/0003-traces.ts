import type { Migration } from './migration.ts'

/**
 * A row a trace, recomputed whenever a commit touches it. `traces` is in the order of lists; a trace whose experiment or
 * start moves leaves a row with `is_deleted = 1` at its old place. `trace_keys` says where a trace is; it is written
 * last, so its highest `commit` is the last one whose summaries are complete.
 */
export const traces: Migration = {
  version: 3,
  name: 'traces',
  statements: ({ onCluster, replacing }) => [
    `CREATE TABLE IF NOT EXISTS traces ${onCluster} (
      experiment_id LowCardinality(String),
      start_millis Int64 CODEC(Delta, ZSTD(1)),
      trace_id String CODEC(ZSTD(1)),
      duration_millis Nullable(Float64),
      state LowCardinality(String),
      client_request_id Nullable(String) CODEC(ZSTD(1)),
      tags Map(String, String) CODEC(ZSTD(1)),
      metadata Map(String, String) CODEC(ZSTD(1)),
      info String CODEC(ZSTD(1)),
      commit UInt64 CODEC(Delta, ZSTD(1)),
      is_deleted UInt8
    ) ENGINE = ${replacing('commit', 'is_deleted')}
    ORDER BY (experiment_id, start_millis, trace_id)
    SETTINGS index_granularity = 2048`,
    `CREATE TABLE IF NOT EXISTS trace_keys ${onCluster} (
      trace_id String CODEC(ZSTD(1)),
      experiment_id LowCardinality(String),
      start_millis Int64,
      commit UInt64
    ) ENGINE = ${replacing('commit')}
    ORDER BY trace_id
    SETTINGS index_granularity = 256`,
  ],
}
