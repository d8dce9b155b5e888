import {
  LOUPE,
  MLFLOW,
  spanId,
  traceIdOfOtel,
  unixNanos,
  type Attributes,
  type AttributeValue,
  type ExperimentId,
  type Span,
  type SpanEvent,
  type SpanId,
  type SpanKind,
  type SpanLink,
  type StatusCode,
} from '@loupe-ai/model'
import { setOwn, type OtlpEvent, type OtlpLink, type OtlpSpan } from '@loupe-ai/wire'
import type { PriceCall } from '../price/price-call.ts'
import { readDialects } from './read-dialects.ts'
import { traceFactsOf } from './trace-facts.ts'

/** Where a span stood in its request. */
export interface SpanSurroundings {
  readonly experimentId: ExperimentId
  readonly resource: Attributes
  readonly scope: { readonly name: string; readonly version?: string }
  readonly priceCall: PriceCall
}

export type TranslatedSpan =
  | { readonly ok: true; readonly span: Span }
  /** `reason` begins with what is wrong, for people. */
  | { readonly ok: false; readonly reason: string }

const KINDS: readonly SpanKind[] = ['UNSPECIFIED', 'INTERNAL', 'SERVER', 'CLIENT', 'PRODUCER', 'CONSUMER']
const STATUS_CODES: readonly StatusCode[] = ['UNSET', 'OK', 'ERROR']
/** Of most spans, which wait for their commit together: one for all. */
const WITHOUT_MESSAGE: Readonly<Record<StatusCode, Span['status']>> = {
  UNSET: Object.freeze({ code: 'UNSET' }),
  OK: Object.freeze({ code: 'OK' }),
  ERROR: Object.freeze({ code: 'ERROR' }),
}
/** Nanoseconds are kept in 64 bits with a sign: until the year 2262. */
const MAX_NANOS = 2n ** 63n - 1n

/** Loupe's SDK names itself here. */
const SDK_NAME = 'telemetry.sdk.name'

const SERVICE_NAME = 'service.name'
/** Their name is told on the root, by which MLflow's pages know them (mlflow-wire.md §5.2, step 3). */
const CODING_PROGRAMS: ReadonlySet<string> = new Set([
  'claude-code',
  'codex_cli_rs',
  'codex_vscode',
  'gemini-cli',
  'qwen-code',
])

/** These are fields of a span, not attributes. */
const FIELD_ATTRIBUTES: readonly string[] = [MLFLOW.spanType, MLFLOW.spanInputs, MLFLOW.spanOutputs]

/** More would be no span of a program but an attack on its readers: docs/limits.md. */
const MAX_ATTRIBUTES = 10_000
const MAX_EVENTS = 10_000
const MAX_LINKS = 10_000

/** A span as it came by OTLP, in our vocabulary (mlflow-wire.md §5.2). Never throws: a bad span is a value. */
export function translateSpan(
  otlp: OtlpSpan,
  { experimentId, resource, scope, priceCall }: SpanSurroundings,
): TranslatedSpan {
  if (!isId(otlp.traceId, 32)) return { ok: false, reason: 'the trace id is not 16 bytes, or all of them are zero' }
  if (!isId(otlp.spanId, 16)) return { ok: false, reason: 'the span id is not 8 bytes, or all of them are zero' }
  const parentId = readParentId(otlp.parentSpanId)
  if (parentId === 'bad') return { ok: false, reason: 'the parent span id is not 8 bytes' }
  if (otlp.startTimeUnixNano > MAX_NANOS || otlp.endTimeUnixNano > MAX_NANOS) {
    return { ok: false, reason: 'the start or end time is beyond the year 2262' }
  }
  const excess = excessOf(otlp)
  if (excess !== undefined) return { ok: false, reason: excess }
  try {
    const { type, inputs, outputs, messageFormat, failure, metadataPrefixes, ...said } = readDialects(otlp.attributes, {
      sendsDocuments: resource[SDK_NAME] === 'loupe',
      events: otlp.events,
    })
    const isRunning = otlp.attributes[LOUPE.partial] === true || otlp.endTimeUnixNano === 0n
    const { model, provider, usage } = said
    const startNanos = unixNanos(otlp.startTimeUnixNano)
    const attributes = attributesOf(otlp.attributes, messageFormat, parentId === undefined ? resource : undefined)
    const span: Span = {
      traceId: traceIdOfOtel(otlp.traceId),
      spanId: otlp.spanId as SpanId,
      parentId,
      experimentId,
      name: otlp.name,
      kind: KINDS[otlp.kind] ?? 'UNSPECIFIED',
      traceState: given(otlp.traceState),
      startNanos,
      endNanos: isRunning ? undefined : unixNanos(otlp.endTimeUnixNano),
      status: statusOf(otlp.status, failure),
      type,
      inputs,
      outputs,
      ...said,
      cost: priceCall({ model, provider, usage, startNanos, attributes }),
      attributes,
      events: otlp.events.map(translateEvent),
      links: otlp.links.filter(isLink).map(translateLink),
      resource,
      scope,
      trace: traceFactsOf(
        otlp.attributes,
        metadataPrefixes,
        parentId === undefined ? { resource, inputs, outputs } : undefined,
      ),
    }
    return { ok: true, span }
  } catch (error) {
    // What is nested beyond what JSON can hold.
    if (error instanceof RangeError) return { ok: false, reason: error.message }
    throw error
  }
}

function excessOf({ attributes, events, links }: OtlpSpan): string | undefined {
  if (events.length > MAX_EVENTS) return `the span has more than ${MAX_EVENTS} events`
  if (links.length > MAX_LINKS) return `the span has more than ${MAX_LINKS} links`
  const isExcessive = (given: Attributes): boolean => Object.keys(given).length > MAX_ATTRIBUTES
  return isExcessive(attributes) || events.some((event) => isExcessive(event.attributes))
    ? `the span, or one of its events, has more than ${MAX_ATTRIBUTES} attributes`
    : undefined
}

/** Lower-case hex of the right length, not all zeros: OTLP calls every other id invalid. */
const isId = (hex: string, digits: number): boolean =>
  hex.length === digits && /^[0-9a-f]+$/.test(hex) && !/^0+$/.test(hex)

/** Some senders write a root's parent as zeros. */
function readParentId(hex: string): SpanId | undefined | 'bad' {
  if (/^0*$/.test(hex)) return undefined
  return isId(hex, 16) ? spanId(hex) : 'bad'
}

/** What the sender said, as it is where nothing is to be taken away or added. */
function attributesOf(
  attributes: Attributes,
  messageFormat: string | undefined,
  rootResource?: Attributes,
): Attributes {
  const program = rootResource?.[SERVICE_NAME]
  const addsFormat = messageFormat !== undefined && attributes[MLFLOW.messageFormat] === undefined
  const addsProgram =
    typeof program === 'string' && CODING_PROGRAMS.has(program) && attributes[SERVICE_NAME] === undefined
  if (!addsFormat && !addsProgram && !FIELD_ATTRIBUTES.some((key) => attributes[key] !== undefined)) return attributes
  const kept: Record<string, AttributeValue> = {}
  for (const key of Object.keys(attributes)) {
    if (!FIELD_ATTRIBUTES.includes(key)) setOwn(kept, key, attributes[key]!)
  }
  if (addsFormat) kept[MLFLOW.messageFormat] = messageFormat
  if (addsProgram) kept[SERVICE_NAME] = program
  return kept
}

function statusOf({ code, message }: OtlpSpan['status'], failure: string | undefined): Span['status'] {
  const said = STATUS_CODES[code] ?? 'UNSET'
  if (said === 'UNSET' && failure !== undefined) return { code: 'ERROR', message: given(failure) }
  return message === '' ? WITHOUT_MESSAGE[said] : { code: said, message }
}

const translateEvent = (event: OtlpEvent): SpanEvent => ({
  name: event.name,
  timeNanos: unixNanos(event.timeUnixNano > MAX_NANOS ? MAX_NANOS : event.timeUnixNano),
  attributes: event.attributes,
})

const isLink = (link: OtlpLink): boolean => isId(link.traceId, 32) && isId(link.spanId, 16)

const translateLink = (link: OtlpLink): SpanLink => ({
  otelTraceId: link.traceId,
  spanId: spanId(link.spanId),
  attributes: link.attributes,
})

const given = (text: string): string | undefined => (text === '' ? undefined : text)
