import { type AttributeValue, type Attributes, MLFLOW, otelIdOfTrace, type TraceId } from '@loupe-ai/model'
import { fromBase64 } from '../bytes/base64.ts'
import { toHex } from '../bytes/hex.ts'
import { isInt64 } from '../json/int64.ts'
import { checkJsonValues } from '../json/json-depth.ts'
import { parseAttributeJson } from '../json/parse-attribute-json.ts'
import { setOwn } from '../json/set-own.ts'
import {
  enumFrom,
  fieldOf,
  fieldsFrom,
  int64FieldFrom,
  type JsonFields,
  listFrom,
  OtlpJsonError,
  textFrom,
} from '../otlp/json-fields.ts'
import type { OtlpEvent, OtlpLink, OtlpSpan } from '../otlp/otlp-request.ts'

export type StoredSpansResult =
  | {
      readonly ok: true
      readonly spans: readonly OtlpSpan[]
      /** Of those that could not be read, a reason with its place for each. */
      readonly unreadableSpans: readonly string[]
    }
  | { readonly ok: false; readonly reason: string }

const STATUS_NAMES = ['UNSET', 'OK', 'ERROR']
/** Of a trace whose id is none of OpenTelemetry's. */
const SOME_TRACE = '1'.padStart(32, '0')
/** As many as there may be messages in a request of OTLP: to make them takes a second. */
const MAX_VALUES = 1_048_576
const SPAN_ID_BYTES = 8
const TRACE_ID_BYTES = 16

/**
 * Reads a `traces.json` of the trace `traceId` in any form that MLflow's clients ever wrote (mlflow-wire.md §4.1): form a,
 * that of 3.5.0 with ids in hex, form b of 2.x, and what the TypeScript SDK makes of form a, with values in place of JSON
 * texts and trace ids that mean nothing. The spans are as if they had come by OTLP. Never throws.
 */
export function readStoredSpans(text: string, traceId: TraceId): StoredSpansResult {
  const unreadableSpans: string[] = []
  try {
    checkJsonValues(text, MAX_VALUES)
    const file = fieldsFrom(parseAttributeJson(text), 'the file')
    const otelTraceId = otelIdOfTrace(traceId) ?? (/^[0-9a-f]{32}$/.test(traceId) ? traceId : SOME_TRACE)
    const read = (fields: JsonFields): OtlpSpan => readSpan(fields, otelTraceId)
    const spans = listFrom(file['spans'], 'spans', read, (error) => unreadableSpans.push(reasonOf(error)))
    return { ok: true, spans, unreadableSpans }
  } catch (error) {
    if (error instanceof OtlpJsonError) return { ok: false, reason: reasonOf(error) }
    if (error instanceof SyntaxError) return { ok: false, reason: error.message }
    throw error
  }
}

function readSpan(span: JsonFields, traceId: string): OtlpSpan {
  // Only form b has it.
  const context = span['context'] === undefined ? span : fieldsFrom(span['context'], 'context')
  const status = fieldsFrom(span['status'], 'status')
  return {
    traceId,
    spanId: spanIdFrom(context['span_id'], 'span_id'),
    parentSpanId: spanIdFrom(span['parent_span_id'] ?? span['parent_id'], 'parent_span_id'),
    traceState: '',
    name: textFrom(given(span['name']), 'name'),
    kind: 0,
    startTimeUnixNano: int64FieldFrom(fieldOf(span, 'start_time_unix_nano', 'start_time'), 'start_time_unix_nano'),
    endTimeUnixNano: int64FieldFrom(fieldOf(span, 'end_time_unix_nano', 'end_time'), 'end_time_unix_nano'),
    attributes: attributesFrom(fieldsFrom(span['attributes'], 'attributes')),
    events: listFrom(given(span['events']), 'events', readEvent),
    links: listFrom(given(span['links']), 'links', readLink),
    status: {
      code: enumFrom(given(status['code'] ?? span['status_code']), 'STATUS_CODE_', STATUS_NAMES),
      message: textFrom(given(status['message'] ?? span['status_message']), 'message'),
    },
  }
}

const readEvent = (event: JsonFields): OtlpEvent => ({
  timeUnixNano: int64FieldFrom(fieldOf(event, 'time_unix_nano', 'timestamp'), 'time_unix_nano'),
  name: textFrom(given(event['name']), 'name'),
  attributes: asTyped(fieldsFrom(event['attributes'], 'attributes')),
})

const readLink = (link: JsonFields): OtlpLink => ({
  traceId: otelTraceIdFrom(textFrom(given(link['trace_id']), 'trace_id')),
  spanId: spanIdFrom(link['span_id'], 'span_id'),
  attributes: asTyped(fieldsFrom(link['attributes'], 'attributes')),
})

/** Every value a JSON text of its own, but for the TypeScript SDK, which shows itself by the one that all spans have. */
function attributesFrom(fields: JsonFields): Attributes {
  const requestId = fields[MLFLOW.traceRequestId]
  const areTexts = typeof requestId !== 'string' || requestId.startsWith('"')
  const attributes: Record<string, AttributeValue> = {}
  for (const [key, value] of Object.entries(fields)) {
    setOwn(attributes, key, areTexts && typeof value === 'string' ? fromJsonText(key, value) : typed(value))
  }
  return attributes
}

const PAYLOADS: ReadonlySet<string> = new Set([MLFLOW.spanInputs, MLFLOW.spanOutputs])

function fromJsonText(key: string, text: string): AttributeValue {
  // A list or an object, kept to the letter as long as nobody looks into it.
  if (PAYLOADS.has(key) && /^\s*[[{]/.test(text)) return text
  try {
    checkJsonValues(text, MAX_VALUES)
    return typed(parseAttributeJson(text))
  } catch {
    return text
  }
}

const asTyped = (fields: JsonFields): Attributes => typed(fields) as Attributes

/** An attribute has integers of 64 bits; longer ones become doubles. */
function typed(value: unknown): AttributeValue {
  if (typeof value === 'bigint') return isInt64(value) ? value : Number(value)
  if (Array.isArray(value)) return value.map(typed)
  if (typeof value !== 'object' || value === null) return (value ?? null) as AttributeValue
  const attributes: Record<string, AttributeValue> = {}
  for (const [key, inner] of Object.entries(value)) setOwn(attributes, key, typed(inner))
  return attributes
}

/** Hex of 8 bytes, from base64, hex or form b's `0x…`; empty where there is none. */
function spanIdFrom(value: unknown, name: string): string {
  const text = textFrom(given(value), name)
  if (/^[0-9a-f]{16}$/.test(text)) return text
  const bytes = fromBase64(text)
  return bytes?.length === SPAN_ID_BYTES ? toHex(bytes) : text.replace(/^0x/, '').padStart(text === '' ? 0 : 16, '0')
}

function otelTraceIdFrom(text: string): string {
  const bytes = /^(tr-)?[0-9a-f]{32}$/.test(text) ? undefined : fromBase64(text)
  return bytes?.length === TRACE_ID_BYTES ? toHex(bytes) : text.replace(/^(tr-|0x)/, '')
}

const given = (value: unknown): unknown => value ?? undefined

const reasonOf = (error: OtlpJsonError): string => `${error.path.join('.')}: ${error.message}`
