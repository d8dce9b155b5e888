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
import type { PayloadRefs } from './payload/part-writer.ts'
import { spanVersion } from './span-version.ts'
import { type Cell, tsvCell, tsvRow } from './tsv.ts'

/** The columns that make up a span, but for its cost, which is not what its sender said. */
export const SPAN_COLUMNS: readonly (keyof SaidRow)[] = [
  'trace_id',
  'conversation',
  'inputs',
  'outputs',
  'span_id',
  'parent_id',
  'experiment_id',
  'name',
  'type',
  'model',
  'start_nanos',
  'end_nanos',
  'status_code',
  'status_message',
  'session_id',
  'user_id',
  'usage',
  'facts',
  'exact',
  'kind',
  'provider',
  'trace_state',
  'scope_name',
  'scope_version',
  'attributes',
  'events',
  'links',
  'resource',
]

/** The columns that a summary reads. */
export const SUMMARY_COLUMNS = [
  'trace_id',
  'span_id',
  'parent_id',
  'experiment_id',
  'name',
  'type',
  'model',
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

/** What is written besides: made from the span. */
const DERIVED_COLUMNS = ['cost', 'version', 'commit'] as const

export const INSERT_COLUMNS: readonly string[] = [...SPAN_COLUMNS, ...DERIVED_COLUMNS]

export interface SummaryRow {
  readonly trace_id: TraceId
  readonly span_id: SpanId
  readonly parent_id: SpanId | ''
  readonly experiment_id: string
  readonly name: string
  readonly type: string
  readonly model: string | null
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
  readonly provider: string | null
  readonly trace_state: string | null
  readonly scope_name: string
  readonly scope_version: string | null
  readonly conversation: string
  /** References; the text itself where UTF-8 cannot hold it. */
  readonly inputs: readonly string[] | JsonText
  readonly outputs: readonly string[] | JsonText
  readonly attributes: string
  readonly events: string
  readonly links: string
  readonly resource: string
}

const MAX_NANOS = (1n << 64n) - 1n

export interface SpanLine {
  /** TSV with `INSERT_COLUMNS`, without the line break. */
  readonly line: string
  /** See span-version.ts. */
  readonly version: bigint
}

/** Throws a RangeError if a time does not fit in 64 bits, unsigned. */
export function spanLine(span: Span, refs: PayloadRefs, commit: bigint): SpanLine {
  const cells = cellsOf(span, refs)
  let content = tsvRow(cells)
  if (!content.isWellFormed() || !isWellFormed(span.inputs) || !isWellFormed(span.outputs)) {
    cells[EXACT] = exactText(span, cells)
    content = tsvRow(cells)
  }
  const version = spanVersion(span, tsvRow(cells.slice(OF_TRACE)))
  return { line: `${content}\t${tsvCell(costText(span.cost))}\t${version}\t${commit}`, version }
}

/** As `cost` columns hold it. */
export const costText = (cost: SpanCost | undefined): string => (cost === undefined ? '' : JSON.stringify(cost))

export const costOf = (text: string): SpanCost | undefined =>
  text === '' || text === 'null' ? undefined : (JSON.parse(text) as SpanCost)

type SaidRow = Omit<SpanRow, 'cost'>

/** The first cells depend on the trace: its id, and where its content lies. */
const OF_TRACE = 4
const EXACT: number = SPAN_COLUMNS.indexOf('exact')

/** In the order of `SPAN_COLUMNS`. */
function cellsOf(span: Span, refs: PayloadRefs): Cell[] {
  return [
    span.traceId,
    refs.conversation,
    uuids(refs.inputs),
    uuids(refs.outputs),
    span.spanId,
    span.parentId ?? '',
    span.experimentId,
    span.name,
    span.type,
    span.model ?? null,
    nanosText(span.startNanos),
    span.endNanos === undefined ? null : nanosText(span.endNanos),
    span.status.code,
    span.status.message ?? null,
    span.sessionId ?? null,
    span.userId ?? null,
    span.usage === undefined ? '' : JSON.stringify(span.usage),
    JSON.stringify(span.trace),
    '',
    span.kind,
    span.provider ?? null,
    span.traceState ?? null,
    span.scope.name,
    span.scope.version ?? null,
    encodeAttributes(span.attributes),
    span.events.length === 0 ? '[]' : encodeAttributes(span.events as readonly (SpanEvent & AttributeValue)[]),
    span.links.length === 0 ? '[]' : encodeAttributes(span.links as readonly (SpanLink & AttributeValue)[]),
    encodeAttributes(span.resource),
  ]
}

const uuids = (hashes: readonly string[]): string => (hashes.length === 0 ? '[]' : `['${hashes.join("','")}']`)

const isWellFormed = (text: string | undefined): boolean => text === undefined || text.isWellFormed()

/** The texts that UTF-8 cannot hold, by column, as JSON. */
function exactText(span: Span, cells: readonly Cell[]): string {
  const beyond = SPAN_COLUMNS.map((column, index) => [column, cells[index]] as const)
    .filter(([, cell]) => typeof cell === 'string' && !cell.isWellFormed())
    .concat((['inputs', 'outputs'] as const).flatMap((key) => (isWellFormed(span[key]) ? [] : [[key, span[key]!]])))
  return JSON.stringify(Object.fromEntries(beyond))
}

function nanosText(nanos: bigint): string {
  if (nanos < 0n || nanos > MAX_NANOS) throw new RangeError(`not a 64-bit time: ${nanos}`)
  return String(nanos)
}

/** What a summary needs of a span, and what lists are searched by besides. */
export type SummarizedSpan = SummarySpan & Pick<Span, 'type' | 'model'>

export function summarySpanOf(stored: SummaryRow): SummarizedSpan {
  const row = exactRow(stored)
  return {
    spanId: row.span_id,
    parentId: row.parent_id === '' ? undefined : row.parent_id,
    experimentId: experimentId(row.experiment_id),
    name: row.name,
    type: row.type,
    model: row.model ?? undefined,
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

/** `payloadOf` gives what the references of a row stand for. */
export function spanOf(stored: SpanRow, payloadOf: (refs: readonly string[]) => JsonText | undefined): Span {
  const { inputs, outputs, ...row } = exactRow(stored)
  return {
    ...summarySpanOf(stored),
    traceId: row.trace_id,
    kind: row.kind,
    provider: row.provider ?? undefined,
    traceState: row.trace_state ?? undefined,
    scope: { name: row.scope_name, version: row.scope_version ?? undefined },
    inputs: typeof inputs === 'string' ? inputs : payloadOf(inputs),
    outputs: typeof outputs === 'string' ? outputs : payloadOf(outputs),
    attributes: decodeAttributeMap(row.attributes),
    events: decodeAttributes(row.events) as unknown as SpanEvent[],
    links: decodeAttributes(row.links) as unknown as SpanLink[],
    resource: decodeAttributeMap(row.resource),
  }
}

const exactRow = <Row extends SummaryRow>(row: Row): Row =>
  row.exact === '' ? row : { ...row, ...(JSON.parse(row.exact) as Partial<Row>), exact: '' }
