import type { ExperimentId } from '@loupe-ai/model'
import type { ExperimentSize } from '../../retention.ts'
import type { Engine } from '../engine.ts'

/** What their rows hold of the disk is most of a trace. */
const TABLES_OF_CONTENT = ['spans', 'parts'] as const

const BYTES = `
  SELECT table, sum(bytes_on_disk) / sum(rows) AS bytes FROM system.parts
  WHERE active AND database = currentDatabase() AND table IN ('spans', 'parts', 'traces')
  GROUP BY table`

const ROWS = TABLES_OF_CONTENT.map(
  (table) => `SELECT '${table}' AS table, experiment_id, count() AS rows FROM ${table} GROUP BY experiment_id`,
).join(' UNION ALL ')

const TRACES = 'SELECT experiment_id, count() AS traces FROM traces FINAL GROUP BY experiment_id'

const ARE_SOME_ABROAD = 'SELECT 1 FROM shared_experiments WHERE experiment_id != span_experiment_id LIMIT 1'

/** Rows under another experiment than that of their trace. */
const ABROAD = TABLES_OF_CONTENT.map(
  (table) => `
    SELECT '${table}' AS table, place, home, count() AS rows
    FROM (SELECT trace_id, experiment_id AS place FROM ${table}) AS lying
    INNER JOIN (
      SELECT trace_id, experiment_id AS home FROM trace_keys FINAL
      WHERE state = 'shown' AND arrayExists(each -> each != experiment_id, span_experiments)
    ) AS keys USING (trace_id)
    WHERE place != home
    GROUP BY place, home`,
).join(' UNION ALL ')

interface RowsAbroad {
  readonly table: string
  readonly place: ExperimentId
  readonly home: ExperimentId
  readonly rows: string
}

/**
 * What comes free when the traces of an experiment are deleted, as if all rows of a table were of one size. So rows that
 * lie under another experiment, as copies do that a trace left there when it came again, count for the trace's own.
 * Deleted rows are not counted, though they may be on disk for a while: they are about to go.
 */
export async function experimentSizes(engine: Engine): Promise<ExperimentSize[]> {
  const [bytes, rows, traces, some] = await Promise.all([
    engine.rows<{ table: string; bytes: number }>(BYTES, {}, 'write'),
    engine.rows<{ table: string; experiment_id: ExperimentId; rows: string }>(ROWS, {}, 'write'),
    engine.rows<{ experiment_id: ExperimentId; traces: string }>(TRACES, {}, 'write'),
    engine.rows(ARE_SOME_ABROAD, {}, 'write'),
  ])
  const abroad = some.length === 0 ? [] : await engine.rows<RowsAbroad>(ABROAD, {}, 'write')
  const bytesOfRow = new Map(bytes.map(({ table, bytes: each }) => [table, Number(each)]))
  const sums = new Map<ExperimentId, number>()
  const count = (id: ExperimentId, table: string, rowCount: number): void => {
    sums.set(id, (sums.get(id) ?? 0) + rowCount * (bytesOfRow.get(table) ?? 0))
  }
  for (const { table, experiment_id: id, rows: lying } of rows) count(id, table, Number(lying))
  for (const { experiment_id: id, traces: shown } of traces) count(id, 'traces', Number(shown))
  for (const { table, place, home, rows: lying } of abroad) {
    count(place, table, -Number(lying))
    count(home, table, Number(lying))
  }
  return traces.map(({ experiment_id: id, traces: shown }) => ({
    experimentId: id,
    traces: Number(shown),
    bytes: Math.round(sums.get(id) ?? 0),
  }))
}
