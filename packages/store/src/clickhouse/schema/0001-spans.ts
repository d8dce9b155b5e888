import type { Migration } from './migration.ts'

/**
 * A span in a row. `version` orders the copies of a span by what they say, never by arrival (span-version.ts). `commit`
 * is the commit that brought the row. What summaries read comes first; payload columns lie apart at the end.
 * JSON columns are written by attribute-codec.ts. `exact` holds texts that UTF-8 cannot (span-row.ts).
 * `text` is what a search finds beyond name, inputs and outputs (span-text.ts).
 */
export const spans: Migration = {
  version: 1,
  name: 'spans',
  statements: ({ onCluster, replacing }) => [
    `CREATE TABLE IF NOT EXISTS spans ${onCluster} (
      trace_id String,
      span_id FixedString(16),
      parent_id String,
      experiment_id LowCardinality(String),
      name String CODEC(ZSTD(1)),
      kind LowCardinality(String),
      type LowCardinality(String),
      start_nanos UInt64 CODEC(Delta, ZSTD(1)),
      end_nanos Nullable(UInt64) CODEC(Delta, ZSTD(1)),
      status_code LowCardinality(String),
      status_message Nullable(String) CODEC(ZSTD(1)),
      model LowCardinality(Nullable(String)),
      provider LowCardinality(Nullable(String)),
      session_id Nullable(String) CODEC(ZSTD(1)),
      user_id Nullable(String) CODEC(ZSTD(1)),
      usage String CODEC(ZSTD(1)),
      facts String CODEC(ZSTD(1)),
      exact String CODEC(ZSTD(1)),
      trace_state Nullable(String),
      scope_name LowCardinality(String),
      scope_version LowCardinality(Nullable(String)),
      inputs Nullable(String) CODEC(ZSTD(1)),
      outputs Nullable(String) CODEC(ZSTD(1)),
      attributes String CODEC(ZSTD(1)),
      events String CODEC(ZSTD(1)),
      links String CODEC(ZSTD(1)),
      resource String CODEC(ZSTD(1)),
      text String CODEC(ZSTD(1)),
      version UInt128,
      commit UInt64 CODEC(Delta, ZSTD(1)),
      INDEX by_commit commit TYPE minmax GRANULARITY 1
    ) ENGINE = ${replacing('version')}
    ORDER BY (trace_id, span_id)
    SETTINGS index_granularity = 2048, merge_max_block_size_bytes = 2097152`,
  ],
}
