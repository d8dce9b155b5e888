import type { ExperimentId } from '@loupe-ai/model'
import type { ExperimentSize } from '../../retention.ts'
import type { Engine } from '../engine.ts'
import { TABLES_BY_WEEK } from './stored-weeks.ts'

const BYTES = `
  SELECT table, sum(bytes_on_disk) / sum(rows) AS bytes FROM system.parts
  WHERE active AND database = currentDatabase() AND table IN ('spans', 'parts', 'traces')
  GROUP BY table`

const ROWS = TABLES_BY_WEEK.map(
  (table) => `SELECT '${table}' AS table, experiment_id, count() AS rows FROM ${table} GROUP BY experiment_id`,
).join(' UNION ALL ')

const TRACES = 'SELECT experiment_id, count() AS traces FROM traces FINAL GROUP BY experiment_id'

/** Deleted rows are not counted, though they may be on disk for a while: they are about to go. */
export async function experimentSizes(engine: Engine): Promise<ExperimentSize[]> {
  const [bytes, rows, traces] = await Promise.all([
    engine.rows<{ table: string; bytes: number }>(BYTES, {}, 'write'),
    engine.rows<{ table: string; experiment_id: ExperimentId; rows: string }>(ROWS, {}, 'write'),
    engine.rows<{ experiment_id: ExperimentId; traces: string }>(TRACES, {}, 'write'),
  ])
  const bytesOfRow = new Map(bytes.map(({ table, bytes: each }) => [table, Number(each)]))
  const sums = new Map<ExperimentId, number>()
  for (const { table, experiment_id: id, rows: count } of rows) {
    sums.set(id, (sums.get(id) ?? 0) + Number(count) * (bytesOfRow.get(table) ?? 0))
  }
  return traces.map(({ experiment_id: id, traces: count }) => ({
    experimentId: id,
    traces: Number(count),
    bytes: Math.round(sums.get(id) ?? 0),
  }))
}
