import { INDEXED_VALUES, INDEXED_WORDS } from '../text/words.ts'
import { MERGES_BY_WEEK } from './merges.ts'
import type { Migration } from './migration.ts'

const NANOS_PER_MINUTE = 60_000_000_000
const NANOS_PER_DAY = 86_400_000_000_000

/** A table by week, so that old weeks can be dropped; what claims to be of another age than ours lies in one place. */
const byWeek = (day: string): string => `if(${day} BETWEEN 14610 AND 29220, intDiv(${day}, 7), 0)`

/**
 * A span in a row. `version` orders the copies of a span by what they say, never by arrival (span-version.ts); the copies
 * of one span may lie apart, under another experiment or minute, so that reads remove them by identity. `commit` is the
 * commit that brought the row. `inputs` and `outputs` refer to rows of `parts` that fill the
 * gaps of their frames (payload/). JSON columns are written by
 * attribute-codec.ts. `exact` holds texts that UTF-8 cannot (span-row.ts).
 *
 * A part in a row, once for each conversation and day, said by the span that started first: it has the highest `rank`. `body` is loose text
 * (payload/loose-text.ts).
 */
export const spans: Migration = {
  version: 1,
  name: 'spans',
  statements: ({ onCluster, replacing }) => [
    `CREATE TABLE IF NOT EXISTS spans ${onCluster} (
      experiment_id LowCardinality(String),
      trace_id String CODEC(ZSTD(1)),
      span_id FixedString(16) CODEC(ZSTD(1)),
      parent_id String CODEC(ZSTD(1)),
      name LowCardinality(String),
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
      cost String CODEC(ZSTD(1)),
      facts String CODEC(ZSTD(1)),
      exact String CODEC(ZSTD(1)),
      trace_state Nullable(String),
      scope_name LowCardinality(String),
      scope_version LowCardinality(Nullable(String)),
      conversation FixedString(20) CODEC(ZSTD(1)),
      inputs_frame String CODEC(ZSTD(1)),
      inputs Array(FixedString(20)) CODEC(ZSTD(1)),
      outputs_frame String CODEC(ZSTD(1)),
      outputs Array(FixedString(20)) CODEC(ZSTD(1)),
      attributes String CODEC(ZSTD(1)),
      events String CODEC(ZSTD(1)),
      links String CODEC(ZSTD(1)),
      resource String CODEC(ZSTD(1)),
      version UInt128 CODEC(ZSTD(1)),
      commit UInt64 CODEC(Delta, ZSTD(1)),
      INDEX by_commit commit TYPE minmax GRANULARITY 1
    ) ENGINE = ${replacing('version')}
    PARTITION BY ${byWeek(`intDiv(start_nanos, ${NANOS_PER_DAY})`)}
    ORDER BY (experiment_id, intDiv(start_nanos, ${NANOS_PER_MINUTE}), trace_id, span_id)
    SETTINGS index_granularity = 2048, merge_max_block_size_bytes = 2097152, ${MERGES_BY_WEEK}`,
    `CREATE TABLE IF NOT EXISTS parts ${onCluster} (
      experiment_id LowCardinality(String),
      day UInt32 CODEC(Delta, ZSTD(1)),
      conversation FixedString(20) CODEC(ZSTD(1)),
      hash FixedString(20) CODEC(ZSTD(1)),
      trace_id String CODEC(ZSTD(1)),
      span_id FixedString(16) CODEC(ZSTD(1)),
      form UInt8,
      body String CODEC(ZSTD(1)),
      raw String CODEC(ZSTD(1)),
      rank UInt64 CODEC(Delta, ZSTD(1)),
      commit UInt64 CODEC(Delta, ZSTD(1)),
      INDEX words ${INDEXED_WORDS} TYPE text(tokenizer = splitByNonAlpha),
      INDEX words_of_values ${INDEXED_VALUES} TYPE text(tokenizer = splitByNonAlpha)
    ) ENGINE = ${replacing('rank')}
    PARTITION BY ${byWeek('day')}
    ORDER BY (experiment_id, day, conversation, hash)
    SETTINGS index_granularity = 1024, merge_max_block_size_bytes = 2097152, ${MERGES_BY_WEEK}`,
  ],
}
