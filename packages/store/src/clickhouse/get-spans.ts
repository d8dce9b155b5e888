import type { Span, TraceId } from '@loupe-ai/model'
import type { Engine } from './engine.ts'
import { SPAN_COLUMNS, spanOf, type SpanRow } from './span-row.ts'
import { withCost } from './with-cost.ts'

const GET_SPANS = `
  ${withCost(
    SPAN_COLUMNS,
    `SELECT ${SPAN_COLUMNS.join(', ')}, cost FROM spans FINAL
    WHERE trace_id = {trace_id:String} AND trace_id NOT IN (
      SELECT trace_id FROM deleted_traces WHERE trace_id = {trace_id:String}
    )`,
    'trace_id = {trace_id:String}',
  )}
  ORDER BY parent_id != '', start_nanos, span_id`

export async function getSpans(engine: Engine, id: TraceId): Promise<Span[]> {
  const rows = await engine.rows<SpanRow>(GET_SPANS, { trace_id: id })
  return rows.map(spanOf)
}
