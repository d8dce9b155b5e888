import type { Migration } from './migration.ts'

/**
 * What a span cost, as JSON: beside it, as it was priced when it came, and in `span_costs` when it was priced anew, which
 * wins (`null`: no price any more). Not part of what ranks the copies of a span: a repeat under newer prices is the same span.
 */
export const costs: Migration = {
  version: 4,
  name: 'costs',
  statements: ({ onCluster, replacing }) => [
    `ALTER TABLE spans ${onCluster} ADD COLUMN IF NOT EXISTS cost String CODEC(ZSTD(1))`,
    `CREATE TABLE IF NOT EXISTS span_costs ${onCluster} (
      trace_id String,
      span_id FixedString(16),
      cost String CODEC(ZSTD(1)),
      commit UInt64
    ) ENGINE = ${replacing('commit')}
    ORDER BY (trace_id, span_id)`,
  ],
}
