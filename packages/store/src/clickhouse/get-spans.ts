import type { Span, TraceId } from '@loupe-ai/model'
import { Binder } from './binder.ts'
import type { Engine } from './engine.ts'
import { readPayloads } from './payload/part-rows.ts'
import { withEvents } from './read-events.ts'
import { SPAN_COLUMNS, spanOf, type SpanRow } from './span-row.ts'
import { isNowhere, withinPlace } from './summary/span-place.ts'
import { readTraceKeys } from './summary/trace-keys.ts'
import { withCost } from './with-cost.ts'

/** Where the trace is, then its spans, then what they say, and what came of them apart. */
export async function getSpans(engine: Engine, id: TraceId): Promise<Span[]> {
  const [key] = await readTraceKeys(engine, [id], 'read')
  if (key === undefined || key.isDeleted || isNowhere(key.spanPlace)) return []
  const binder = new Binder('p')
  const ofTrace = `trace_id = ${binder.bind(id, 'String')}`
  const newest = `
    SELECT ${SPAN_COLUMNS.join(', ')}, cost FROM spans
    WHERE ${withinPlace(key.spanPlace, binder)} AND ${ofTrace}
    ORDER BY span_id, version DESC
    LIMIT 1 BY span_id`
  const rows = await engine.rows<SpanRow>(
    `${key.hasCosts ? withCost(SPAN_COLUMNS, newest, ofTrace) : `SELECT * FROM (${newest})`}
    ORDER BY parent_id != '', start_nanos, span_id`,
    binder.parameters,
  )
  const payloadOf = await readPayloads(engine, rows)
  const spans = rows.map((row) => spanOf(row, payloadOf))
  return key.hasEdits ? withEvents(engine, id, spans) : spans
}
