import {
  type AttributeValue,
  experimentId,
  type JsonText,
  type Span,
  type SpanCost,
  type SpanEvent,
  type SpanId,
  type SpanKind,
  type SpanLink,
  type StatusCode,
  type SummarySpan,
  type TokenUsage,
  type TraceFacts,
  type TraceId,
  unixNanos,
} from '@loupe-ai/model'
import { decodeAttributeMap, decodeAttributes, encodeAttributes } from './attribute-codec.ts'
import { spanText } from './span-text.ts'
import { spanVersion } from './span-version.ts'
import { type Cell, tsvRow } from './tsv.ts'

/** The columns that a summary reads. */
export const SUMMARY_COLUMNS = [
  'trace_id',
  'span_id',
  'parent_id',
  'experiment_id',
  'name',
  'start_nanos',
  'end_nanos',
  'status_code',
  'status_message',
  'session_id',
  'user_id',
  'usage',
  'facts',
  'exact',
] as const

/** The columns that make up a span, but for its cost, which is not what its sender said. */
export const SPAN_COLUMNS: readonly (keyof SaidRow)[] = [
  ...SUMMARY_COLUMNS,
  'kind',
  'type',
  'model',
  'provider',
  'trace_state',
  'scope_name',
  'scope_version',
  'inputs',
  'outputs',
  'attributes',
  'events',
  'links',
  'resource',
]

/** What is written besides: made from the span. */
const DERIVED_COLUMNS = ['cost', 'text', 'version', 'commit'] as const

export const INSERT_COLUMNS: readonly string[] = [...SPAN_COLUMNS, ...DERIVED_COLUMNS]

export interface SummaryRow {
  readonly trace_id: TraceId
  readonly span_id: SpanId
  readonly parent_id: SpanId | ''
  readonly experiment_id: string
  readonly name: string
  readonly start_nanos: string
  readonly end_nanos: string | null
  readonly status_code: StatusCode
  readonly status_message: string | null
  readonly session_id: string | null
  readonly user_id: string | null
  readonly usage: string
  readonly facts: string
  readonly exact: string
  /** JSON of a cost; empty or `null` when the price is not known. */
  readonly cost: string
}

export interface SpanRow extends SummaryRow {
  readonly kind: SpanKind
  readonly type: string
  readonly model: string | null
  readonly provider: string | null
  readonly trace_state: string | null
  readonly scope_name: string
  readonly scope_version: string | null
  readonly inputs: JsonText | null
  readonly outputs: JsonText | null
  readonly attributes: string
  readonly events: string
  readonly links: string
  readonly resource: string
}

const MAX_NANOS = (1n << 64n) - 1n

/** A line of TSV with `INSERT_COLUMNS`. Throws a RangeError if a time does not fit in 64 bits, unsigned. */
export function spanLine(span: Span, commit: bigint): string {
  const row = rowOf(span)
  const content = tsvRow(SPAN_COLUMNS.map((column): Cell => row[column]))
  // Without the trace id, its first cell, which all copies share.
  const version = spanVersion(span.startNanos, span.endNanos !== undefined, content.slice(content.indexOf('\t')))
  return `${content}\t${tsvRow([costText(span.cost), spanText(span), version, commit])}`
}

/** As `cost` columns hold it. */
export const costText = (cost: SpanCost | undefined): string => (cost === undefined ? '' : JSON.stringify(cost))

export const costOf = (text: string): SpanCost | undefined =>
  text === '' || text === 'null' ? undefined : (JSON.parse(text) as SpanCost)

type SaidRow = Omit<SpanRow, 'cost'>

function rowOf(span: Span): SaidRow {
  const row: SaidRow = {
    trace_id: span.traceId,
    span_id: span.spanId,
    parent_id: span.parentId ?? '',
    experiment_id: span.experimentId,
    name: span.name,
    start_nanos: nanosText(span.startNanos),
    end_nanos: span.endNanos === undefined ? null : nanosText(span.endNanos),
    status_code: span.status.code,
    status_message: span.status.message ?? null,
    session_id: span.sessionId ?? null,
    user_id: span.userId ?? null,
    usage: span.usage === undefined ? '' : JSON.stringify(span.usage),
    facts: JSON.stringify(span.trace),
    exact: '',
    kind: span.kind,
    type: span.type,
    model: span.model ?? null,
    provider: span.provider ?? null,
    trace_state: span.traceState ?? null,
    scope_name: span.scope.name,
    scope_version: span.scope.version ?? null,
    inputs: span.inputs ?? null,
    outputs: span.outputs ?? null,
    attributes: encodeAttributes(span.attributes),
    events: encodeAttributes(span.events as readonly (SpanEvent & AttributeValue)[]),
    links: encodeAttributes(span.links as readonly (SpanLink & AttributeValue)[]),
    resource: encodeAttributes(span.resource),
  }
  const beyondUtf8 = Object.entries(row).filter(([, cell]) => typeof cell === 'string' && !cell.isWellFormed())
  return beyondUtf8.length === 0 ? row : { ...row, exact: JSON.stringify(Object.fromEntries(beyondUtf8)) }
}

function nanosText(nanos: bigint): string {
  if (nanos < 0n || nanos > MAX_NANOS) throw new RangeError(`not a 64-bit time: ${nanos}`)
  return String(nanos)
}

export function summarySpanOf(stored: SummaryRow): SummarySpan {
  const row = exactRow(stored)
  return {
    spanId: row.span_id,
    parentId: row.parent_id === '' ? undefined : row.parent_id,
    experimentId: experimentId(row.experiment_id),
    name: row.name,
    startNanos: unixNanos(BigInt(row.start_nanos)),
    endNanos: row.end_nanos === null ? undefined : unixNanos(BigInt(row.end_nanos)),
    status: { code: row.status_code, message: row.status_message ?? undefined },
    usage: row.usage === '' ? undefined : (JSON.parse(row.usage) as TokenUsage),
    cost: costOf(row.cost),
    sessionId: row.session_id ?? undefined,
    userId: row.user_id ?? undefined,
    trace: JSON.parse(row.facts) as TraceFacts,
  }
}

export function spanOf(stored: SpanRow): Span {
  const row = exactRow(stored)
  return {
    ...summarySpanOf(row),
    traceId: row.trace_id,
    kind: row.kind,
    type: row.type,
    model: row.model ?? undefined,
    provider: row.provider ?? undefined,
    traceState: row.trace_state ?? undefined,
    scope: { name: row.scope_name, version: row.scope_version ?? undefined },
    inputs: row.inputs ?? undefined,
    outputs: row.outputs ?? undefined,
    attributes: decodeAttributeMap(row.attributes),
    events: decodeAttributes(row.events) as unknown as SpanEvent[],
    links: decodeAttributes(row.links) as unknown as SpanLink[],
    resource: decodeAttributeMap(row.resource),
  }
}

const exactRow = <Row extends SummaryRow>(row: Row): Row =>
  row.exact === '' ? row : { ...row, ...(JSON.parse(row.exact) as Partial<Row>), exact: '' }
