import {
  type Attributes,
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
import type { PayloadOf } from './payload/part-rows.ts'
import type { FramedSpan } from './payload/prepare-parts.ts'
import { spanVersion } from './span-version.ts'
import { type Cell, tsvCell, tsvRow } from './tsv.ts'

/** The columns that make up a span, but for its cost, which is not what its sender said. */
export const SPAN_COLUMNS: readonly (keyof SaidRow)[] = [
  'trace_id',
  'conversation',
  'span_id',
  'parent_id',
  'experiment_id',
  'inputs_frame',
  'inputs',
  'outputs_frame',
  'outputs',
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
  'provider',
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
  readonly provider: string | null
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
  readonly trace_state: string | null
  readonly scope_name: string
  readonly scope_version: string | null
  readonly conversation: string
  readonly inputs_frame: string
  readonly inputs: readonly string[]
  readonly outputs_frame: string
  readonly outputs: readonly string[]
  readonly attributes: string
  readonly events: string
  readonly links: string
  readonly resource: string
}

const MAX_NANOS = (1n << 64n) - 1n

export interface SpanLine {
  /** TSV with `INSERT_COLUMNS`, but for the commit, and without the line break, in pieces. */
  readonly pieces: readonly string[]
  /** See span-version.ts. */
  readonly version: bigint
}

/** The spans of a request share their resource. */
export class ResourceTexts {
  readonly #texts = new Map<Attributes, string>()

  of(resource: Attributes): string {
    const known = this.#texts.get(resource)
    if (known !== undefined) return known
    const text = encodeAttributes(resource)
    this.#texts.set(resource, text)
    return text
  }
}

/** Throws a RangeError if a time does not fit in 64 bits, unsigned. */
export function spanLine(span: Span, framed: FramedSpan, resourceTexts: ResourceTexts): SpanLine {
  const cells = cellsOf(span, framed, resourceTexts)
  let content = tsvRow(cells)
  if (!content.isWellFormed() || !isWellFormed(span.inputs) || !isWellFormed(span.outputs)) {
    cells[EXACT] = exactText(span, cells)
    content = tsvRow(cells)
  }
  const version = spanVersion(span, content)
  const ofTrace = `${tsvCell(span.traceId)}\t${framed.conversation}\t`
  return { pieces: [ofTrace, content, `\t${tsvCell(costText(span.cost))}\t${version}`], version }
}

/** As `cost` columns hold it. */
export const costText = (cost: SpanCost | undefined): string => (cost === undefined ? '' : JSON.stringify(cost))

export const costOf = (text: string): SpanCost | undefined =>
  text === '' || text === 'null' ? undefined : (JSON.parse(text) as SpanCost)

type SaidRow = Omit<SpanRow, 'cost'>

/** These depend on the trace: its id, and where its content lies. */
const OF_TRACE = 2
const EXACT: number = SPAN_COLUMNS.indexOf('exact') - OF_TRACE

/** In the order of `SPAN_COLUMNS`, without the first two. */
function cellsOf(span: Span, { inputs, outputs }: FramedSpan, resourceTexts: ResourceTexts): Cell[] {
  return [
    span.spanId,
    span.parentId ?? '',
    span.experimentId,
    inputs.frame,
    refsCell(inputs.refs),
    outputs.frame,
    refsCell(outputs.refs),
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
    factsText(span.trace),
    '',
    span.kind,
    span.provider ?? null,
    span.traceState ?? null,
    span.scope.name,
    span.scope.version ?? null,
    encodeAttributes(span.attributes),
    span.events.length === 0 ? '[]' : encodeAttributes(span.events as readonly (SpanEvent & AttributeValue)[]),
    span.links.length === 0 ? '[]' : encodeAttributes(span.links as readonly (SpanLink & AttributeValue)[]),
    resourceTexts.of(span.resource),
  ]
}

const NO_FACTS = '{"tags":{},"metadata":{}}'

function factsText(facts: TraceFacts): string {
  const { tags, metadata, clientRequestId, requestPreview, responsePreview } = facts
  if (clientRequestId !== undefined || requestPreview !== undefined || responsePreview !== undefined) {
    return JSON.stringify(facts)
  }
  return isEmpty(tags) && isEmpty(metadata) ? NO_FACTS : JSON.stringify(facts)
}

function isEmpty(object: object): boolean {
  for (const _ in object) return false
  return true
}

const refsCell = (hashes: readonly string[]): string => (hashes.length === 0 ? '[]' : `['${hashes.join("','")}']`)

const isWellFormed = (text: string | undefined): boolean => text === undefined || text.isWellFormed()

/** The texts that UTF-8 cannot hold, by column, and payloads that hold such, as JSON. */
function exactText(span: Span, cells: readonly Cell[]): string {
  const exact: Record<string, unknown> = {}
  for (const [index, cell] of cells.entries()) {
    if (typeof cell === 'string' && !cell.isWellFormed()) exact[SPAN_COLUMNS[index + OF_TRACE]!] = cell
  }
  for (const key of ['inputs', 'outputs'] as const) {
    if (isWellFormed(span[key])) continue
    exact[`${key}_frame`] = span[key]
    exact[key] = []
  }
  return JSON.stringify(exact)
}

function nanosText(nanos: bigint): string {
  if (nanos < 0n || nanos > MAX_NANOS) throw new RangeError(`not a 64-bit time: ${nanos}`)
  return String(nanos)
}

/** What a summary needs of a span, and what lists are searched by besides. */
export type SummarizedSpan = SummarySpan & Pick<Span, 'type' | 'model' | 'provider'>

/** Without what would keep the span's payloads in memory. */
export const summarizedSpan = (span: SummarizedSpan): SummarizedSpan => ({
  spanId: span.spanId,
  parentId: span.parentId,
  experimentId: span.experimentId,
  name: span.name,
  type: span.type,
  model: span.model,
  provider: span.provider,
  startNanos: span.startNanos,
  endNanos: span.endNanos,
  status: span.status,
  usage: span.usage,
  cost: span.cost,
  sessionId: span.sessionId,
  userId: span.userId,
  trace: span.trace,
})

export function summarySpanOf(stored: SummaryRow): SummarizedSpan {
  const row = exactRow(stored)
  return {
    spanId: row.span_id,
    parentId: row.parent_id === '' ? undefined : row.parent_id,
    experimentId: experimentId(row.experiment_id),
    name: row.name,
    type: row.type,
    model: row.model ?? undefined,
    provider: row.provider ?? undefined,
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

export function spanOf(stored: SpanRow, payloadOf: PayloadOf): Span {
  const row = exactRow(stored)
  return {
    ...summarySpanOf(stored),
    traceId: row.trace_id,
    kind: row.kind,
    traceState: row.trace_state ?? undefined,
    scope: { name: row.scope_name, version: row.scope_version ?? undefined },
    inputs: payloadOf(row.inputs_frame, row.inputs) as JsonText | undefined,
    outputs: payloadOf(row.outputs_frame, row.outputs) as JsonText | undefined,
    attributes: decodeAttributeMap(row.attributes),
    events: decodeAttributes(row.events) as unknown as SpanEvent[],
    links: decodeAttributes(row.links) as unknown as SpanLink[],
    resource: decodeAttributeMap(row.resource),
  }
}

/** With the texts that UTF-8 cannot hold. A payload that is kept there is its own frame, without gaps. */
export const exactRow = <Row extends SummaryRow>(row: Row): Row =>
  row.exact === '' ? row : { ...row, ...(JSON.parse(row.exact) as Partial<Row>), exact: '' }
