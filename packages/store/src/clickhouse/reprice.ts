import { type ModelCall, type Repricing, type SpanId, type TokenUsage, type TraceId, unixNanos } from '@loupe-ai/model'
import { decodeAttributeMap } from './attribute-codec.ts'
import { Binder } from './binder.ts'
import type { Engine } from './engine.ts'
import { costOf, costText } from './span-row.ts'
import { isNowhere, NOWHERE, widen, withinPlace } from './summary/span-place.ts'
import { jsonLines } from './summary/summary-rows.ts'
import { readTraceKeys } from './summary/trace-keys.ts'
import { withCost } from './with-cost.ts'

const COLUMNS = ['trace_id', 'span_id', 'start_nanos', 'model', 'provider', 'usage', 'attributes'] as const

interface ModelCallRow {
  readonly trace_id: TraceId
  readonly span_id: SpanId
  readonly start_nanos: string
  readonly model: string | null
  readonly provider: string | null
  readonly usage: string
  readonly attributes: string
  readonly cost: string
}

export async function getModelCalls(engine: Engine, ids: readonly TraceId[]): Promise<ModelCall[]> {
  const keys = (await readTraceKeys(engine, ids, 'read')).filter(({ isDeleted }) => !isDeleted)
  const place = keys.map(({ spanPlace }) => spanPlace).reduce(widen, NOWHERE)
  if (isNowhere(place)) return []
  const binder = new Binder('p')
  const living = keys.map(({ traceId }) => traceId)
  const ofTraces = `trace_id IN ${binder.bind(living, 'Array(String)')}`
  const newest = `
    SELECT ${COLUMNS.join(', ')}, cost FROM spans
    WHERE ${withinPlace(place, binder)} AND ${ofTraces}
    ORDER BY trace_id, span_id, version DESC
    LIMIT 1 BY trace_id, span_id`
  const rows = await engine.rows<ModelCallRow>(
    `SELECT * FROM (${withCost(COLUMNS, newest, ofTraces)}) WHERE usage != ''`,
    binder.parameters,
  )
  return rows.map((row) => ({
    traceId: row.trace_id,
    spanId: row.span_id,
    startNanos: unixNanos(BigInt(row.start_nanos)),
    model: row.model ?? undefined,
    provider: row.provider ?? undefined,
    usage: JSON.parse(row.usage) as TokenUsage,
    attributes: decodeAttributeMap(row.attributes),
    cost: costOf(row.cost),
  }))
}

/** Stores prices that win over those that came with the spans. The summaries are for the caller to bring up to date. */
export function insertRepricings(engine: Engine, costs: readonly Repricing[], commit: bigint): Promise<void> {
  const rows = costs.map(({ traceId, spanId, cost }) => ({
    trace_id: traceId,
    span_id: spanId,
    cost: cost === undefined ? 'null' : costText(cost),
    commit: String(commit),
  }))
  return engine.insert({
    table: 'span_costs',
    columns: ['trace_id', 'span_id', 'cost', 'commit'],
    format: 'JSONEachRow',
    bytes: jsonLines(rows),
  })
}
