import type { Migration } from './migration.ts'

/** What StartTraceV3 said, a row for each different saying, folded in order of `commit` when read. */
export const traceRecords: Migration = {
  version: 2,
  name: 'trace records',
  statements: ({ onCluster, replacing }) => [
    `CREATE TABLE IF NOT EXISTS trace_records ${onCluster} (
      trace_id String,
      digest String,
      record String CODEC(ZSTD(1)),
      commit UInt64 CODEC(Delta, ZSTD(1)),
      INDEX by_commit commit TYPE minmax GRANULARITY 1
    ) ENGINE = ${replacing('commit')}
    ORDER BY (trace_id, digest)`,
  ],
}
