import type { TraceId } from '@loupe-ai/model'
import type { TraceSelection } from '../trace-store.ts'
import type { Engine } from './engine.ts'
import type { TableShape } from './schema/migration.ts'
import { jsonLines } from './summary-rows.ts'

/** Of one statement: it costs the same for one trace and for many. */
export const MAX_DELETED_AT_ONCE = 5000

/** Everything that is stored by trace; `traces` is in another order and keeps only a mark that the trace is gone. */
const TABLES = ['spans', 'trace_records', 'span_costs', 'trace_edits'] as const

/** The next traces to delete, oldest first. */
export async function selectTraces(engine: Engine, selection: TraceSelection, limit: number): Promise<TraceId[]> {
  const where = 'ids' in selection ? 'trace_id IN {ids:Array(String)}' : `start_millis <= {maxStartMillis:Int64}`
  const rows = await engine.rows<{ trace_id: TraceId }>(
    `SELECT trace_id FROM traces FINAL
    WHERE experiment_id = {experiment:String} AND ${where}
    ORDER BY start_millis, trace_id
    LIMIT {limit:UInt64}`,
    {
      experiment: selection.experimentId,
      limit,
      ...('ids' in selection ? { ids: selection.ids } : { maxStartMillis: selection.maxStartMillis }),
    },
    'write',
  )
  return rows.map((row) => row.trace_id)
}

/** Says of these traces that they are deleted, or also that their rows are gone. The summaries are for the caller. */
export function insertDeleted(
  engine: Engine,
  ids: Iterable<TraceId>,
  { commit, isPurged }: { readonly commit: bigint; readonly isPurged: boolean },
): Promise<void> {
  const rows = Array.from(ids, (id) => ({ trace_id: id, purged: isPurged ? 1 : 0, commit: String(commit) }))
  if (rows.length === 0) return Promise.resolve()
  return engine.insert({
    table: 'deleted_traces',
    columns: ['trace_id', 'purged', 'commit'],
    format: 'JSONEachRow',
    bytes: jsonLines(rows),
  })
}

/** Deleted traces of which rows are still stored. */
export async function findUnpurged(engine: Engine): Promise<TraceId[]> {
  const rows = await engine.rows<{ trace_id: TraceId }>(
    'SELECT trace_id FROM deleted_traces FINAL WHERE purged = 0',
    {},
    'write',
  )
  return rows.map((row) => row.trace_id)
}

/** Takes the rows of these traces away; merges free their room. */
export async function purgeRows(engine: Engine, ids: readonly TraceId[], shape: TableShape): Promise<void> {
  for (const table of TABLES) {
    await engine.run(`DELETE FROM ${shape.rowsOf(table)} WHERE trace_id IN {ids:Array(String)}`, { ids })
  }
}
