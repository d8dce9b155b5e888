import type { Attributes, JsonText, Span, SpanCost, TokenUsage, TraceFacts } from '@loupe-ai/model'
import { experimentId, MLFLOW, spanId, traceId, unixNanos } from '@loupe-ai/model'
import { attributesToJson } from '../otlp/any-value-json.ts'
import { readTraceRequestJson } from '../otlp/read-json.ts'
import type { OtlpSpan } from '../otlp/otlp-request.ts'
import { writeTraceRequestJson } from '../otlp/write-json.ts'

/**
 * What OTLP cannot say of a span, or says in the words of a dialect that would have to be read again. Beside
 * `resourceSpans`, under `loupe`, so that other readers of OTLP take the line for what it is to them.
 */
interface SpanBeside {
  readonly traceId: string
  readonly experimentId: string
  readonly type: string
  readonly model?: string
  readonly provider?: string
  readonly usage?: TokenUsage
  readonly cost?: SpanCost
  readonly sessionId?: string
  readonly userId?: string
  readonly trace: TraceFacts
  readonly isRunning?: true
  /** Attributes that stand for fields, and were none of the sender's. */
  readonly added: readonly string[]
  /** Inputs and outputs, where the sender has attributes of those names too. */
  readonly inputs?: string
  readonly outputs?: string
  /** Texts that are there and empty, which OTLP takes for absent. */
  readonly empty?: readonly ('traceState' | 'message' | 'version')[]
}

export type ExportedSpansResult =
  | { readonly ok: true; readonly spans: readonly Span[] }
  | { readonly ok: false; readonly reason: string }

const KINDS = ['UNSPECIFIED', 'INTERNAL', 'SERVER', 'CLIENT', 'PRODUCER', 'CONSUMER'] as const
const STATUS_CODES = ['UNSET', 'OK', 'ERROR'] as const

/** One line of JSON: an OTLP trace request with what it lacks beside. Throws a RangeError for attributes nested too deep. */
export function writeExportedSpans(spans: readonly Span[]): string {
  const groups: { resource: Attributes; scope: Span['scope']; spans: OtlpSpan[] }[] = []
  const beside: SpanBeside[] = []
  let last = ''
  for (const span of spans) {
    const origin = JSON.stringify([attributesToJson(span.resource), span.scope])
    if (origin !== last || groups.length === 0) groups.push({ resource: span.resource, scope: span.scope, spans: [] })
    last = origin
    const added = attributesBeside(span)
    groups.at(-1)!.spans.push(otlpSpanOf(span, added))
    beside.push(besideOf(span, Object.keys(added)))
  }
  const request = writeTraceRequestJson({
    resourceSpans: groups.map(({ resource, scope, spans: ofScope }) => ({
      resource,
      scopeSpans: [{ scope, spans: ofScope }],
    })),
  })
  return `${request.slice(0, -1)},"loupe":{"spans":${JSON.stringify(beside)}}}`
}

/** Reads a line of `writeExportedSpans`. Never throws: what is no such line is a value. */
export function readExportedSpans(line: string): ExportedSpansResult {
  const decoded = readTraceRequestJson(line)
  if (!decoded.ok) return { ok: false, reason: decoded.failure.reason }
  const unreadable = decoded.value.unreadableSpans?.[0]
  if (unreadable !== undefined) return { ok: false, reason: unreadable }
  try {
    const beside = besideIn(JSON.parse(line))
    const spans = decoded.value.resourceSpans.flatMap(({ resource, scopeSpans }) =>
      scopeSpans.flatMap(({ scope, spans: ofScope }) => ofScope.map((span) => ({ span, scope, resource }))),
    )
    if (spans.length !== beside.length) return { ok: false, reason: 'loupe.spans does not tell of every span' }
    return { ok: true, spans: spans.map(({ span, ...origin }, index) => spanOf(span, beside[index]!, origin)) }
  } catch (error) {
    if (error instanceof RangeError || error instanceof TypeError) return { ok: false, reason: error.message }
    throw error
  }
}

/** Whether a line of JSON says what `readExportedSpans` reads; other lines of OTLP come from elsewhere. */
export const isExportedSpans = (line: string): boolean => /"loupe":\{"spans":\[/.test(line)

const attributesBeside = ({ type, inputs, outputs, attributes }: Span): Attributes => {
  const fields: [string, string | undefined][] = [
    [MLFLOW.spanType, type],
    [MLFLOW.spanInputs, inputs],
    [MLFLOW.spanOutputs, outputs],
  ]
  return Object.fromEntries(
    fields.filter((field): field is [string, string] => field[1] !== undefined && !Object.hasOwn(attributes, field[0])),
  )
}

function otlpSpanOf(span: Span, added: Attributes): OtlpSpan {
  return {
    traceId: otelTraceIdOf(span.traceId),
    spanId: span.spanId,
    parentSpanId: span.parentId ?? '',
    traceState: span.traceState ?? '',
    name: span.name,
    kind: KINDS.indexOf(span.kind),
    startTimeUnixNano: span.startNanos,
    endTimeUnixNano: span.endNanos ?? 0n,
    attributes: Object.fromEntries([...Object.entries(span.attributes), ...Object.entries(added)]),
    events: span.events.map(({ name, timeNanos, attributes }) => ({ name, timeUnixNano: timeNanos, attributes })),
    links: span.links.map((link) => ({
      traceId: link.otelTraceId,
      spanId: link.spanId,
      attributes: link.attributes,
    })),
    status: { code: STATUS_CODES.indexOf(span.status.code), message: span.status.message ?? '' },
  }
}

/** 32 hex digits, made of those of other ids too, so that other readers can tell traces apart. */
function otelTraceIdOf(id: string): string {
  const known = /^tr-([0-9a-f]{32})$/.exec(id)?.[1]
  if (known !== undefined) return known
  const hex = Array.from(new TextEncoder().encode(id), (byte) => byte.toString(16).padStart(2, '0')).join('')
  return hex.slice(-32).padStart(32, '0')
}

const besideOf = (span: Span, added: readonly string[]): SpanBeside => {
  const texts = [
    ['traceState', span.traceState],
    ['message', span.status.message],
    ['version', span.scope.version],
  ] as const
  const empty = texts.filter(([, text]) => text === '').map(([name]) => name)
  return {
    traceId: span.traceId,
    experimentId: span.experimentId,
    type: span.type,
    ...(span.model !== undefined && { model: span.model }),
    ...(span.provider !== undefined && { provider: span.provider }),
    ...(span.usage !== undefined && { usage: span.usage }),
    ...(span.cost !== undefined && { cost: span.cost }),
    ...(span.sessionId !== undefined && { sessionId: span.sessionId }),
    ...(span.userId !== undefined && { userId: span.userId }),
    trace: span.trace,
    ...(span.endNanos === undefined && { isRunning: true }),
    added,
    ...(span.inputs !== undefined && !added.includes(MLFLOW.spanInputs) && { inputs: span.inputs }),
    ...(span.outputs !== undefined && !added.includes(MLFLOW.spanOutputs) && { outputs: span.outputs }),
    ...(empty.length > 0 && { empty }),
  }
}

type Fields = Readonly<Record<string, unknown>>

function spanOf(otlp: OtlpSpan, beside: SpanBeside, origin: Pick<Span, 'resource' | 'scope'>): Span {
  const text = (name: 'traceState' | 'message' | 'version', given: string | undefined): string | undefined =>
    given !== undefined && given !== '' ? given : beside.empty?.includes(name) ? '' : undefined
  const field = (name: string, said: string | undefined): JsonText | undefined => {
    const value = beside.added.includes(name) ? otlp.attributes[name] : said
    return typeof value === 'string' ? (value as JsonText) : undefined
  }
  return {
    traceId: traceId(beside.traceId),
    spanId: spanId(otlp.spanId),
    parentId: otlp.parentSpanId === '' ? undefined : spanId(otlp.parentSpanId),
    experimentId: experimentId(beside.experimentId),
    name: otlp.name,
    kind: KINDS[otlp.kind] ?? 'UNSPECIFIED',
    traceState: text('traceState', otlp.traceState),
    startNanos: unixNanos(otlp.startTimeUnixNano),
    endNanos: beside.isRunning === true ? undefined : unixNanos(otlp.endTimeUnixNano),
    status: { code: STATUS_CODES[otlp.status.code] ?? 'UNSET', message: text('message', otlp.status.message) },
    type: beside.type,
    inputs: field(MLFLOW.spanInputs, beside.inputs),
    outputs: field(MLFLOW.spanOutputs, beside.outputs),
    model: beside.model,
    provider: beside.provider,
    usage: beside.usage,
    cost: beside.cost,
    sessionId: beside.sessionId,
    userId: beside.userId,
    attributes: Object.fromEntries(Object.entries(otlp.attributes).filter(([key]) => !beside.added.includes(key))),
    events: otlp.events.map(({ name, timeUnixNano, attributes }) => ({
      name,
      timeNanos: unixNanos(timeUnixNano),
      attributes,
    })),
    links: otlp.links.map((link) => ({
      otelTraceId: link.traceId,
      spanId: spanId(link.spanId),
      attributes: link.attributes,
    })),
    resource: origin.resource,
    scope: { name: origin.scope.name, version: text('version', origin.scope.version) },
    trace: beside.trace,
  }
}

/** Throws a TypeError for what is not what `besideOf` writes. */
function besideIn(body: unknown): readonly SpanBeside[] {
  const spans = fieldsOf(fieldsOf(body, 'the line')['loupe'], 'loupe')['spans']
  if (!Array.isArray(spans)) throw new TypeError('loupe.spans is no list')
  return spans.map((value, index) => besideFrom(fieldsOf(value, `loupe.spans[${index}]`), `loupe.spans[${index}]`))
}

function besideFrom(fields: Fields, at: string): SpanBeside {
  const check = (isRight: boolean, name: string): void => {
    if (!isRight) throw new TypeError(`${at}.${name} is not what it should be`)
  }
  for (const name of ['traceId', 'experimentId', 'type']) check(typeof fields[name] === 'string', name)
  for (const name of ['model', 'provider', 'sessionId', 'userId', 'inputs', 'outputs'])
    check(isTextOrNone(fields[name]), name)
  for (const name of ['added', 'empty']) {
    const list = fields[name]
    check((name === 'empty' && list === undefined) || (Array.isArray(list) && list.every(isText)), name)
  }
  const { usage, cost } = fields
  check(usage === undefined || Object.values(fieldsOf(usage, `${at}.usage`)).every(isNumber), 'usage')
  if (cost !== undefined) {
    const { priceTable, ...amounts } = fieldsOf(cost, `${at}.cost`)
    const sums = ['inputCost', 'outputCost', 'totalCost'].map((name) => amounts[name])
    check(isText(priceTable) && sums.every(isNumber), 'cost')
  }
  const { tags, metadata, ...previews } = fieldsOf(fields['trace'], `${at}.trace`)
  for (const texts of [fieldsOf(tags, `${at}.trace.tags`), fieldsOf(metadata, `${at}.trace.metadata`), previews]) {
    check(Object.values(texts).every(isText), 'trace')
  }
  return fields as unknown as SpanBeside
}

function fieldsOf(value: unknown, name: string): Fields {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Fields
  throw new TypeError(`${name} is no object`)
}

const isText = (value: unknown): boolean => typeof value === 'string'
const isTextOrNone = (value: unknown): boolean => value === undefined || typeof value === 'string'
const isNumber = (value: unknown): boolean => typeof value === 'number'
