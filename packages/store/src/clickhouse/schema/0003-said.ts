import type { Migration } from './migration.ts'

/**
 * What is said of traces besides their spans. `trace_records`: what StartTraceV3 said, a row for each different saying,
 * folded in order of `commit` when read. `trace_edits`: a row for each thing that can be said anew, of each the newest
 * stands (trace-edit-rows.ts). `span_costs`: what a span costs when it was priced anew, which wins over what it cost when
 * it came (`null`: no price any more). `deleted_traces` hides a trace whatever comes of it later; `purged` once its rows
 * are gone. `store_secrets` keeps the key of content hashes.
 */
export const said: Migration = {
  version: 3,
  name: 'what is said of traces',
  statements: ({ onCluster, replacing }) => [
    `CREATE TABLE IF NOT EXISTS trace_records ${onCluster} (
      trace_id String,
      digest String,
      record String CODEC(ZSTD(1)),
      commit UInt64 CODEC(Delta, ZSTD(1)),
      INDEX by_commit commit TYPE minmax GRANULARITY 1
    ) ENGINE = ${replacing('commit')}
    ORDER BY (trace_id, digest)
    SETTINGS index_granularity = 1024`,
    `CREATE TABLE IF NOT EXISTS trace_edits ${onCluster} (
      trace_id String,
      kind LowCardinality(String),
      key String,
      field String,
      value String CODEC(ZSTD(1)),
      commit UInt64 CODEC(Delta, ZSTD(1)),
      INDEX by_commit commit TYPE minmax GRANULARITY 1
    ) ENGINE = ${replacing('commit')}
    ORDER BY (trace_id, kind, key, field)
    SETTINGS index_granularity = 1024`,
    `CREATE TABLE IF NOT EXISTS span_costs ${onCluster} (
      trace_id String,
      span_id FixedString(16),
      cost String CODEC(ZSTD(1)),
      commit UInt64,
      INDEX by_commit commit TYPE minmax GRANULARITY 1
    ) ENGINE = ${replacing('commit')}
    ORDER BY (trace_id, span_id)
    SETTINGS index_granularity = 1024`,
    `CREATE TABLE IF NOT EXISTS deleted_traces ${onCluster} (
      trace_id String,
      purged UInt8,
      commit UInt64,
      INDEX by_commit commit TYPE minmax GRANULARITY 1
    ) ENGINE = ${replacing('commit')}
    ORDER BY trace_id
    SETTINGS index_granularity = 256`,
    `CREATE TABLE IF NOT EXISTS store_secrets ${onCluster} (
      name String,
      secret String,
      rank UInt64
    ) ENGINE = ${replacing('rank')}
    ORDER BY (name, secret)`,
  ],
}
