import { type ModelCall, type Repricing, type SpanId, type TokenUsage, type TraceId, unixNanos } from '@loupe-ai/model'
import { decodeAttributeMap } from './attribute-codec.ts'
import type { Engine } from './engine.ts'
import { costOf, costText } from './span-row.ts'
import { jsonLines } from './summary-rows.ts'
import { withCost } from './with-cost.ts'

const COLUMNS = ['trace_id', 'span_id', 'start_nanos', 'model', 'provider', 'usage', 'attributes'] as const
const OF_TRACES = 'trace_id IN {ids:Array(String)}'

const MODEL_CALLS = withCost(
  COLUMNS,
  `SELECT ${COLUMNS.join(', ')}, cost FROM spans FINAL 
  WHERE ${OF_TRACES} AND usage != '' AND trace_id NOT IN (SELECT trace_id FROM deleted_traces WHERE ${OF_TRACES})`,
  OF_TRACES,
)

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
  if (ids.length === 0) return []
  const rows = await engine.rows<ModelCallRow>(MODEL_CALLS, { ids })
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
