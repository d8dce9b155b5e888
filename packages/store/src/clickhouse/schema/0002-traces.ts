import { TRACE_METADATA, TRACE_TAG } from '@loupe-ai/model'
import { MERGES_BY_WEEK } from './merges.ts'
import type { Migration } from './migration.ts'

/** SQL: null where the map has no such key. */
const inMap = (column: 'tags' | 'metadata', key: string): string =>
  `if(mapContains(${column}, '${key}'), ${column}['${key}'], NULL)`

/**
 * A row a trace, recomputed whenever a commit touches it. `traces` is in the order of lists; a trace whose experiment or
 * start moves leaves a row with `is_deleted = 1` at its old place. `trace_keys` says where the summary of a trace is and
 * where its spans lie, in which experiments and minutes, and what else there is to read of it; it is written last, so its
 * highest `commit` is the last one whose summaries are complete. `knowledge` ranks rows by how much they knew.
 * The columns `each_…` and `priced_…` have an element for each span, or each that has a price, and are for metrics alone
 * (metrics/each-span.ts). `superseded_spans` holds the copies of spans that lost against one that lies under another
 * experiment or minute. `shared_experiments` tells the experiments under which there are spans of traces of another, and
 * those that have spans which began long before what their trace says.
 * `session_id`, `user_id` and `trace_name` are what maps say too, which takes longer to read.
 */
export const traces: Migration = {
  version: 2,
  name: 'traces',
  statements: ({ onCluster, replacing }) => [
    `CREATE TABLE IF NOT EXISTS traces ${onCluster} (
      experiment_id LowCardinality(String),
      start_millis Int64 CODEC(Delta, ZSTD(1)),
      trace_id String CODEC(ZSTD(1)),
      duration_millis Nullable(Float64) CODEC(ZSTD(1)),
      state LowCardinality(String),
      client_request_id Nullable(String) CODEC(ZSTD(1)),
      tags Map(LowCardinality(String), String) CODEC(ZSTD(1)),
      metadata Map(LowCardinality(String), String) CODEC(ZSTD(1)),
      assessments Array(Tuple(kind LowCardinality(String), name String, value String, number Nullable(Float64), session String))
        CODEC(ZSTD(1)),
      span_count UInt32 CODEC(ZSTD(1)),
      input_tokens Nullable(Float64) CODEC(ZSTD(1)),
      output_tokens Nullable(Float64) CODEC(ZSTD(1)),
      total_tokens Nullable(Float64) CODEC(ZSTD(1)),
      cache_read_tokens Nullable(Float64) CODEC(ZSTD(1)),
      cache_creation_tokens Nullable(Float64) CODEC(ZSTD(1)),
      cost Nullable(Float64) CODEC(ZSTD(1)),
      models Array(LowCardinality(String)) CODEC(ZSTD(1)),
      span_names Array(LowCardinality(String)) CODEC(ZSTD(1)),
      span_types Array(LowCardinality(String)) CODEC(ZSTD(1)),
      span_statuses Array(LowCardinality(String)) CODEC(ZSTD(1)),
      each_name Array(LowCardinality(String)) CODEC(ZSTD(1)),
      each_type Array(LowCardinality(String)) CODEC(ZSTD(1)),
      each_status Array(LowCardinality(String)) CODEC(ZSTD(1)),
      each_model Array(LowCardinality(String)) CODEC(ZSTD(1)),
      each_provider Array(LowCardinality(String)) CODEC(ZSTD(1)),
      each_second Array(UInt32) CODEC(Delta, ZSTD(1)),
      each_duration_millis Array(Float32) CODEC(ZSTD(1)),
      priced_name Array(LowCardinality(String)) CODEC(ZSTD(1)),
      priced_type Array(LowCardinality(String)) CODEC(ZSTD(1)),
      priced_status Array(LowCardinality(String)) CODEC(ZSTD(1)),
      priced_model Array(LowCardinality(String)) CODEC(ZSTD(1)),
      priced_provider Array(LowCardinality(String)) CODEC(ZSTD(1)),
      priced_second Array(UInt32) CODEC(Delta, ZSTD(1)),
      priced_start_millis Array(Int64) CODEC(Delta, ZSTD(1)),
      priced_input_cost Array(Float64) CODEC(ZSTD(1)),
      priced_output_cost Array(Float64) CODEC(ZSTD(1)),
      priced_total_cost Array(Float64) CODEC(ZSTD(1)),
      first_priced_millis Int64 MATERIALIZED arrayMin(priced_start_millis) CODEC(Delta, ZSTD(1)),
      last_priced_millis Int64 MATERIALIZED arrayMax(priced_start_millis) CODEC(Delta, ZSTD(1)),
      session_id Nullable(String) MATERIALIZED ${inMap('metadata', TRACE_METADATA.session)} CODEC(ZSTD(1)),
      user_id Nullable(String) MATERIALIZED ${inMap('metadata', TRACE_METADATA.user)} CODEC(ZSTD(1)),
      trace_name Nullable(String) MATERIALIZED ${inMap('tags', TRACE_TAG.name)} CODEC(ZSTD(1)),
      assesses_session UInt8 MATERIALIZED arrayExists(a -> tupleElement(a, 'session') != '', assessments),
      linked_runs Array(String) CODEC(ZSTD(1)),
      linked_prompts Array(String) CODEC(ZSTD(1)),
      info String CODEC(ZSTD(1)),
      knowledge UInt128 CODEC(ZSTD(1)),
      commit UInt64 CODEC(Delta, ZSTD(1)),
      is_deleted UInt8,
      INDEX by_session ifNull(session_id, '') TYPE bloom_filter(0.01) GRANULARITY 1,
      INDEX by_user ifNull(user_id, '') TYPE bloom_filter(0.01) GRANULARITY 1,
      INDEX by_name ifNull(trace_name, '') TYPE bloom_filter(0.01) GRANULARITY 1,
      INDEX by_tag mapValues(tags) TYPE bloom_filter(0.01) GRANULARITY 1,
      INDEX by_assesses_session assesses_session TYPE minmax GRANULARITY 1,
      INDEX by_priced_time (first_priced_millis, last_priced_millis) TYPE minmax GRANULARITY 1
    ) ENGINE = ${replacing('knowledge', 'is_deleted')}
    PARTITION BY if(start_millis BETWEEN 1262304000000 AND 2524608000000, intDiv(start_millis, 604800000), 0)
    ORDER BY (experiment_id, start_millis, trace_id)
    SETTINGS index_granularity = 256, ${MERGES_BY_WEEK}`,
    `CREATE TABLE IF NOT EXISTS trace_keys ${onCluster} (
      trace_id String CODEC(ZSTD(1)),
      experiment_id LowCardinality(String),
      start_millis Int64 CODEC(ZSTD(1)),
      span_experiments Array(LowCardinality(String)),
      first_minute UInt32 CODEC(ZSTD(1)),
      last_minute UInt32 CODEC(ZSTD(1)),
      state Enum8('unknown' = 0, 'shown' = 1, 'deleted' = 2),
      has_records UInt8,
      has_edits UInt8,
      has_costs UInt8,
      knowledge UInt128 CODEC(ZSTD(1)),
      commit UInt64 CODEC(Delta, ZSTD(1))
    ) ENGINE = ${replacing('knowledge')}
    ORDER BY trace_id
    SETTINGS index_granularity = 256`,
    `CREATE TABLE IF NOT EXISTS shared_experiments ${onCluster} (
      experiment_id String,
      span_experiment_id String,
      commit UInt64
    ) ENGINE = ${replacing('commit')}
    ORDER BY (experiment_id, span_experiment_id)`,
    `CREATE TABLE IF NOT EXISTS superseded_spans ${onCluster} (
      trace_id String,
      span_id FixedString(16),
      version UInt128,
      commit UInt64
    ) ENGINE = ${replacing('commit')}
    ORDER BY (trace_id, span_id, version)`,
  ],
}
