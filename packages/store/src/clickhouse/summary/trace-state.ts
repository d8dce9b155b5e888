import { type SpanId, summarizeTrace, type TraceId, type TraceInfo, type TraceRecord } from '@loupe-ai/model'
import { minuteOfNanos } from '../payload/time-buckets.ts'
import { costOf, type SummarizedSpan } from '../span-row.ts'
import { withPreviews } from './event-rows.ts'
import { foldRecords } from './fold-records.ts'
import { isNowhere, NOWHERE, type SpanPlace } from './span-place.ts'
import { type EditRow, editOfRow } from './trace-edit-rows.ts'

/** Where a summary lies in the table of lists. */
export interface SummaryPlace {
  readonly experimentId: string
  readonly startMillis: number
}

interface RankedSpan {
  readonly version: bigint
  readonly span: SummarizedSpan
}

/** Everything that is stored of a trace, as far as its summary needs it. */
export interface TraceState {
  readonly traceId: TraceId
  readonly spans: Map<SpanId, RankedSpan>
  /** By digest, in the order in which they were said last. */
  readonly records: Map<string, TraceRecord>
  /** By what they speak of, in the order in which they were made. */
  readonly edits: Map<string, EditRow>
  /** What spans cost since they were priced anew, as the column of costs holds it. */
  readonly costs: Map<SpanId, string>
  spanPlace: SpanPlace
  summaryPlace: SummaryPlace | undefined
  isDeleted: boolean
  /** Copies that lost since the summary was stored last, and lie in another place than those that won. */
  superseded: RankedSpan[]
}

export const newTraceState = (traceId: TraceId): TraceState => ({
  traceId,
  spans: new Map(),
  records: new Map(),
  edits: new Map(),
  costs: new Map(),
  spanPlace: NOWHERE,
  summaryPlace: undefined,
  isDeleted: false,
  superseded: [],
})

/** Of the copies of one span the one with the highest version stays. */
export function addSpan(state: TraceState, span: SummarizedSpan, version: bigint): void {
  const known = state.spans.get(span.spanId)
  const added = { version, span }
  if (known === undefined || known.version < version) state.spans.set(span.spanId, added)
  if (known === undefined || known.version === version) return
  const isApart =
    known.span.experimentId !== span.experimentId ||
    minuteOfNanos(known.span.startNanos) !== minuteOfNanos(span.startNanos)
  if (isApart) state.superseded.push(known.version < version ? known : added)
}

export const addRecord = (state: TraceState, digest: string, record: TraceRecord): void =>
  addLast(state.records, digest, record)

/** What an event says is for those who read its span; the state knows that there is one. */
export function addEdit(state: TraceState, row: EditRow): void {
  if (row.kind !== 'event-content') addLast(state.edits, JSON.stringify([row.kind, row.key, row.field]), row)
}

function addLast<Value>(map: Map<string, Value>, key: string, value: Value): void {
  map.delete(key)
  map.set(key, value)
}

/** Undefined if nothing is known of the trace but what was said of it afterwards. */
export function summaryOf(state: TraceState): TraceInfo | undefined {
  if (state.spans.size === 0 && state.records.size === 0) return undefined
  const rows = [...state.edits.values()]
  const spans = withPreviews(pricedSpans(state), rows)
  const record = foldRecords([...state.records.values()])
  const edits = rows.filter(({ kind }) => kind !== 'event').map(editOfRow)
  return summarizeTrace(state.traceId, spans, record, edits)
}

/** With what they cost now. */
export const pricedSpans = (state: TraceState): SummarizedSpan[] =>
  Array.from(state.spans.values(), ({ span }) => priced(span, state.costs))

function priced(span: SummarizedSpan, costs: ReadonlyMap<SpanId, string>): SummarizedSpan {
  if (costs.size === 0) return span
  const cost = costs.get(span.spanId)
  return cost === undefined ? span : { ...span, cost: costOf(cost) }
}

/** What is known of a trace only grows; a summary that knew more replaces one that knew less. */
export function knowledgeOf(state: TraceState, commit: bigint): bigint {
  if (state.isDeleted) return (DELETED << 64n) | commit
  let known = state.records.size + state.edits.size + state.costs.size
  for (const { span } of state.spans.values()) known += span.endNanos === undefined ? 1 : 2
  return (BigInt(known) << 64n) | commit
}

const DELETED = 1n << 62n

/** How much memory it takes, in spans. */
export const weightOf = (state: TraceState): number => 1 + state.spans.size + state.edits.size

export const hasSpans = (state: TraceState): boolean => !isNowhere(state.spanPlace)
