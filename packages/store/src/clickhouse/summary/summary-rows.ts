import { type Assessment, TRACE_METADATA, type TraceId, type TraceInfo } from '@loupe-ai/model'
import { EACH_SPAN_COLUMNS, PRICED_SPAN_COLUMNS, spanCells } from '../metrics/each-span.ts'
import { tsvArray, tsvCell, tsvMap, tsvQuoted, tsvTexts } from '../tsv.ts'
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

/** TSV of `TRACE_COLUMNS`. `info` holds everything; the columns beside it are what searches and orders compare. */
export function traceLine(info: TraceInfo, state: TraceState, commit: bigint): string {
  const { usage } = info
  const spans = pricedSpans(state)
  return [
    ...placeCells(info.traceId, placeOf(info)),
    tsvCell(info.durationMillis ?? null),
    tsvCell(info.state),
    tsvCell(info.clientRequestId?.toWellFormed() ?? null),
    tsvMap(wellFormed(info.tags)),
    tsvMap(wellFormed(info.metadata)),
    tsvArray((info.assessments ?? []).filter(({ isValid }) => isValid).map(searchable)),
    info.spanCount,
    tsvCell(usage?.inputTokens ?? null),
    tsvCell(usage?.outputTokens ?? null),
    tsvCell(totalTokensOf(usage)),
    tsvCell(usage?.cacheReadInputTokens ?? null),
    tsvCell(usage?.cacheCreationInputTokens ?? null),
    tsvCell(info.cost?.totalCost ?? null),
    distinct(spans.map(({ model }) => model)),
    distinct(spans.map(({ name }) => name)),
    distinct(spans.map(({ type }) => type)),
    distinct(spans.map(({ status }) => status.code)),
    ...spanCells(spans),
    tsvTexts((info.linkedRuns ?? []).map((id) => id.toWellFormed())),
    tsvTexts((info.linkedPrompts ?? []).map((id) => id.toWellFormed())),
    tsvCell(JSON.stringify(info)),
    ...endCells(state, commit, 0),
  ].join('\t')
}

/** TSV of `TRACE_COLUMNS` that takes the trace away from where it was. */
export const movedLine = (place: SummaryPlace, state: TraceState, commit: bigint): string =>
  [...placeCells(state.traceId, place), NOTHING_SAID, ...endCells(state, commit, 1)].join('\t')

const placeCells = (id: TraceId, { experimentId, startMillis }: SummaryPlace): readonly (string | number)[] => [
  tsvCell(experimentId),
  startMillis,
  tsvCell(id),
]

const endCells = (state: TraceState, commit: bigint, isDeleted: 0 | 1): readonly (string | number)[] => [
  String(knowledgeOf(state, commit)),
  String(commit),
  isDeleted,
]

/** The columns between place and end. */
const NOTHING_SAID = [
  '\\N',
  '',
  '\\N',
  '{}',
  '{}',
  '[]',
  '0',
  ...Array.from({ length: 6 }, () => '\\N'),
  ...Array.from({ length: 4 + EACH_SPAN_COLUMNS.length + PRICED_SPAN_COLUMNS.length + 2 }, () => '[]'),
  '',
].join('\t')

/** As it was counted, else the sum of what is known. */
function totalTokensOf(usage: TraceInfo['usage']): number | null {
  if (usage === undefined) return null
  const { inputTokens, outputTokens, totalTokens } = usage
  if (totalTokens !== undefined) return totalTokens
  return inputTokens === undefined && outputTokens === undefined ? null : (inputTokens ?? 0) + (outputTokens ?? 0)
}

const distinct = (texts: readonly (string | undefined)[]): string =>
  tsvTexts([...new Set(texts)].flatMap((text) => (text === undefined ? [] : [text.toWellFormed()])).toSorted())

export const infoOf = (row: { readonly trace_id: TraceId; readonly info: string }): TraceInfo =>
  JSON.parse(row.info) as TraceInfo

export const jsonLines = (rows: readonly object[]): Uint8Array =>
  Buffer.from(rows.map((row) => JSON.stringify(row)).join('\n'))

const wellFormed = (texts: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(Object.entries(texts).map(([key, text]) => [key.toWellFormed(), text.toWellFormed()]))

/** What searches compare of an assessment: its value as JSON text, and as a number where it is one. */
function searchable({ name, value, metadata }: Assessment): string {
  const json = value.kind === 'issue' ? JSON.stringify(value.issueName) : value.value
  const parsed: unknown = JSON.parse(json)
  const number = typeof parsed === 'number' && Number.isFinite(parsed) ? String(parsed) : 'NULL'
  const session = (metadata[TRACE_METADATA.session] ?? '').toWellFormed()
  const [before, after] = [[value.kind, name.toWellFormed(), json.toWellFormed()], [session]]
  return `(${[...before.map(tsvQuoted), number, ...after.map(tsvQuoted)].join(',')})`
}
