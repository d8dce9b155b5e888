import { type Assessment, TRACE_METADATA, type TraceId, type TraceInfo } from '@loupe-ai/model'
import { EACH_SPAN_COLUMNS, PRICED_SPAN_COLUMNS, spanColumns } from '../metrics/each-span.ts'
import { knowledgeOf, pricedSpans, type SummaryPlace, type TraceState } from './trace-state.ts'

export const TRACE_COLUMNS: readonly string[] = [
  'experiment_id',
  'start_millis',
  'trace_id',
  'duration_millis',
  'state',
  'client_request_id',
  'tags',
  'metadata',
  'assessments',
  'span_count',
  'input_tokens',
  'output_tokens',
  'total_tokens',
  'cache_read_tokens',
  'cache_creation_tokens',
  'cost',
  'models',
  'span_names',
  'span_types',
  'span_statuses',
  ...EACH_SPAN_COLUMNS,
  ...PRICED_SPAN_COLUMNS,
  'linked_runs',
  'linked_prompts',
  'info',
  'knowledge',
  'commit',
  'is_deleted',
]

export const placeOf = (info: TraceInfo): SummaryPlace => ({
  experimentId: info.experimentId,
  startMillis: info.requestTimeMillis,
})

export const isSamePlace = (left: SummaryPlace, right: SummaryPlace): boolean =>
  left.experimentId === right.experimentId && left.startMillis === right.startMillis

/** `info` holds everything; the columns beside it are what searches and orders compare. */
export function traceRow(info: TraceInfo, state: TraceState, commit: bigint): Record<string, unknown> {
  const { usage } = info
  const spans = pricedSpans(state)
  return {
    experiment_id: info.experimentId,
    start_millis: String(info.requestTimeMillis),
    trace_id: info.traceId,
    duration_millis: info.durationMillis ?? null,
    state: info.state,
    client_request_id: info.clientRequestId?.toWellFormed() ?? null,
    tags: wellFormed(info.tags),
    metadata: wellFormed(info.metadata),
    assessments: (info.assessments ?? []).filter(({ isValid }) => isValid).map(searchable),
    span_count: info.spanCount,
    input_tokens: usage?.inputTokens ?? null,
    output_tokens: usage?.outputTokens ?? null,
    total_tokens: totalTokensOf(usage),
    cache_read_tokens: usage?.cacheReadInputTokens ?? null,
    cache_creation_tokens: usage?.cacheCreationInputTokens ?? null,
    cost: info.cost?.totalCost ?? null,
    models: distinct(spans.map(({ model }) => model)),
    span_names: distinct(spans.map(({ name }) => name)),
    span_types: distinct(spans.map(({ type }) => type)),
    span_statuses: distinct(spans.map(({ status }) => status.code)),
    ...spanColumns(spans),
    linked_runs: (info.linkedRuns ?? []).map((id) => id.toWellFormed()),
    linked_prompts: (info.linkedPrompts ?? []).map((id) => id.toWellFormed()),
    info: JSON.stringify(info),
    knowledge: String(knowledgeOf(state, commit)),
    commit: String(commit),
    is_deleted: 0,
  }
}

/** As it was counted, else the sum of what is known. */
function totalTokensOf(usage: TraceInfo['usage']): number | null {
  if (usage === undefined) return null
  const { inputTokens, outputTokens, totalTokens } = usage
  if (totalTokens !== undefined) return totalTokens
  return inputTokens === undefined && outputTokens === undefined ? null : (inputTokens ?? 0) + (outputTokens ?? 0)
}

const distinct = (texts: readonly (string | undefined)[]): string[] =>
  [...new Set(texts)].flatMap((text) => (text === undefined ? [] : [text.toWellFormed()])).toSorted()

/** Takes the trace away from where it was. */
export const movedRow = (place: SummaryPlace, state: TraceState, commit: bigint): Record<string, unknown> => ({
  experiment_id: place.experimentId,
  start_millis: String(place.startMillis),
  trace_id: state.traceId,
  knowledge: String(knowledgeOf(state, commit)),
  commit: String(commit),
  is_deleted: 1,
})

export const infoOf = (row: { readonly trace_id: TraceId; readonly info: string }): TraceInfo =>
  JSON.parse(row.info) as TraceInfo

export const jsonLines = (rows: readonly object[]): Uint8Array =>
  Buffer.from(rows.map((row) => JSON.stringify(row)).join('\n'))

const wellFormed = (texts: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(Object.entries(texts).map(([key, text]) => [key.toWellFormed(), text.toWellFormed()]))

/** What searches compare of an assessment: its value as JSON text, and as a number where it is one. */
function searchable({ name, value, metadata }: Assessment): Record<string, unknown> {
  const json = value.kind === 'issue' ? JSON.stringify(value.issueName) : value.value
  const parsed: unknown = JSON.parse(json)
  return {
    kind: value.kind,
    name: name.toWellFormed(),
    value: json.toWellFormed(),
    number: typeof parsed === 'number' && Number.isFinite(parsed) ? parsed : null,
    session: (metadata[TRACE_METADATA.session] ?? '').toWellFormed(),
  }
}
