import type { Engine } from '../engine.ts'

/** From this share of deleted rows on it pays to write a partition anew; merges free the rest in time. */
const MIN_SHARE = 0.1

const TABLES = ['spans', 'parts', 'traces', 'trace_keys', 'trace_records', 'trace_edits', 'span_costs'] as const

const MASKED = `
  SELECT table, partition_id, sum(rows) AS rows FROM system.parts
  WHERE active AND database = currentDatabase() AND table IN {tables:Array(String)}
  GROUP BY table, partition_id
  HAVING max(has_lightweight_delete) = 1`

/** Writes the partitions anew of which many rows are deleted, one after another: each needs room for itself meanwhile. */
export async function freeSpace(engine: Engine): Promise<number> {
  const partitions = await engine.rows<{ table: string; partition_id: string; rows: string }>(
    MASKED,
    { tables: TABLES },
    'write',
  )
  let written = 0
  for (const { table, partition_id: id, rows } of partitions) {
    const [row] = await engine.rows<{ living: string }>(
      `SELECT count() AS living FROM ${table} WHERE _partition_id = {id:String}`,
      { id },
      'write',
    )
    if (1 - Number(row?.living ?? 0) / Number(rows) < MIN_SHARE) continue
    await engine.run(`ALTER TABLE ${table} APPLY DELETED MASK IN PARTITION ID '${id.replace(/\W/g, '')}'`)
    written++
  }
  return written
}
