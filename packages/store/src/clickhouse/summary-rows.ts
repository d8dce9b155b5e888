import { type Assessment, TRACE_METADATA, type TraceId, type TraceInfo } from '@loupe-ai/model'

export const TRACE_COLUMNS = [
  'experiment_id',
  'start_millis',
  'trace_id',
  'duration_millis',
  'state',
  'client_request_id',
  'tags',
  'metadata',
  'assessments',
  'info',
  'commit',
  'is_deleted',
] as const

export const KEY_COLUMNS = ['trace_id', 'experiment_id', 'start_millis', 'commit'] as const

/** Where a trace lies in the table of lists. */
export interface TraceKey {
  readonly trace_id: string
  readonly experiment_id: string
  /** Decimal. */
  readonly start_millis: string
}

export const keyOf = (info: TraceInfo): TraceKey => ({
  trace_id: info.traceId,
  experiment_id: info.experimentId,
  start_millis: String(info.requestTimeMillis),
})

export const isSamePlace = (left: TraceKey, right: TraceKey): boolean =>
  left.experiment_id === right.experiment_id && left.start_millis === right.start_millis

/** `info` holds everything; the columns beside it are what searches and orders compare. */
export const traceRow = (info: TraceInfo, commit: bigint): Record<(typeof TRACE_COLUMNS)[number], unknown> => ({
  ...keyOf(info),
  duration_millis: info.durationMillis ?? null,
  state: info.state,
  client_request_id: info.clientRequestId?.toWellFormed() ?? null,
  tags: wellFormed(info.tags),
  metadata: wellFormed(info.metadata),
  assessments: (info.assessments ?? []).filter(({ isValid }) => isValid).map(searchable),
  info: JSON.stringify(info),
  commit: String(commit),
  is_deleted: 0,
})

/** Takes the trace away from where it was. */
export const movedRow = (key: TraceKey, commit: bigint): Record<string, unknown> => ({
  ...key,
  commit: String(commit),
  is_deleted: 1,
})

export const keyRow = (key: TraceKey, commit: bigint): Record<string, unknown> => ({ ...key, commit: String(commit) })

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
