import { parseJson } from '../json/parse-json.ts'
import { attributesFromJson } from './any-value-json.ts'
import {
  enumFrom,
  fieldOf,
  fieldsFrom,
  int64FieldFrom,
  type JsonFields,
  listFrom,
  OtlpJsonError,
  textFrom,
} from './json-fields.ts'
import type {
  OtlpDecoded,
  OtlpEvent,
  OtlpLink,
  OtlpResourceSpans,
  OtlpScopeSpans,
  OtlpSpan,
  OtlpTraceRequest,
  OtlpTraceResponse,
} from './otlp-request.ts'

const SPAN_KINDS = ['UNSPECIFIED', 'INTERNAL', 'SERVER', 'CLIENT', 'PRODUCER', 'CONSUMER']
const STATUS_CODES = ['UNSET', 'OK', 'ERROR']

/**
 * Reads an ExportTraceServiceRequest in OTLP's JSON (opentelemetry.io/docs/specs/otlp, "JSON Protobuf Encoding"), and in
 * what protobuf's own printers make of it: snake_case, enums by name, integers as numbers. Ids are kept as they came, in
 * lower case. A span that cannot be read is set apart from its neighbours. Never throws: a reason names the field, as in
 * `resourceSpans[0].scopeSpans[1].spans[2].name`.
 */
export function readTraceRequestJson(text: string): OtlpDecoded<OtlpTraceRequest> {
  return decoded(text, (body) => {
    const unreadableSpans: string[] = []
    const resourceSpans = listFrom(fieldOf(body, 'resourceSpans', 'resource_spans'), 'resourceSpans', (fields, index) =>
      readResourceSpans(fields, (error) => unreadableSpans.push(`resourceSpans[${index}].${reasonOf(error)}`)),
    )
    return unreadableSpans.length === 0 ? { resourceSpans } : { resourceSpans, unreadableSpans }
  })
}

/** Reads an ExportTraceServiceResponse in OTLP's JSON. Never throws. */
export function readTraceResponseJson(text: string): OtlpDecoded<OtlpTraceResponse> {
  return decoded(text, (body) => {
    const partial = fieldsFrom(fieldOf(body, 'partialSuccess', 'partial_success'), 'partialSuccess')
    return {
      rejectedSpans: Number(int64FieldFrom(fieldOf(partial, 'rejectedSpans', 'rejected_spans'), 'rejectedSpans')),
      errorMessage: textFrom(fieldOf(partial, 'errorMessage', 'error_message'), 'errorMessage'),
    }
  })
}

/** What `read` makes of a text of JSON, or why it cannot. */
export function decoded<T>(text: string, read: (body: JsonFields) => T): OtlpDecoded<T> {
  try {
    return { ok: true, value: read(fieldsFrom(parseJson(text) ?? [], 'body')) }
  } catch (error) {
    if (error instanceof OtlpJsonError) return { ok: false, failure: { reason: reasonOf(error) } }
    if (error instanceof SyntaxError) return { ok: false, failure: { reason: error.message } }
    throw error
  }
}

export const reasonOf = (error: OtlpJsonError): string => `${error.path.join('.')}: ${error.message}`

type SetApart = (error: OtlpJsonError) => void

function readResourceSpans(fields: JsonFields, setApart: SetApart): OtlpResourceSpans {
  const resource = fieldsFrom(fieldOf(fields, 'resource'), 'resource')
  return {
    resource: attributesFromJson(fieldOf(resource, 'attributes'), 'resource.attributes'),
    scopeSpans: listFrom(fieldOf(fields, 'scopeSpans', 'scope_spans'), 'scopeSpans', (each, index) =>
      readScopeSpans(each, (error) => {
        error.path.unshift(`scopeSpans[${index}]`)
        setApart(error)
      }),
    ),
  }
}

function readScopeSpans(fields: JsonFields, setApart: SetApart): OtlpScopeSpans {
  const scope = fieldsFrom(fieldOf(fields, 'scope'), 'scope')
  const name = textFrom(fieldOf(scope, 'name'), 'scope.name')
  const version = textFrom(fieldOf(scope, 'version'), 'scope.version')
  return {
    scope: version === '' ? { name } : { name, version },
    spans: listFrom(fieldOf(fields, 'spans'), 'spans', readSpan, setApart),
  }
}

function readSpan(fields: JsonFields): OtlpSpan {
  const status = fieldsFrom(fieldOf(fields, 'status'), 'status')
  return {
    traceId: idFrom(fieldOf(fields, 'traceId', 'trace_id'), 'traceId'),
    spanId: idFrom(fieldOf(fields, 'spanId', 'span_id'), 'spanId'),
    parentSpanId: idFrom(fieldOf(fields, 'parentSpanId', 'parent_span_id'), 'parentSpanId'),
    traceState: textFrom(fieldOf(fields, 'traceState', 'trace_state'), 'traceState'),
    name: textFrom(fieldOf(fields, 'name'), 'name'),
    kind: enumFrom(fieldOf(fields, 'kind'), 'SPAN_KIND_', SPAN_KINDS),
    startTimeUnixNano: timeFrom(fields, 'startTimeUnixNano', 'start_time_unix_nano'),
    endTimeUnixNano: timeFrom(fields, 'endTimeUnixNano', 'end_time_unix_nano'),
    attributes: attributesFromJson(fieldOf(fields, 'attributes'), 'attributes'),
    events: listFrom(fieldOf(fields, 'events'), 'events', readEvent),
    links: listFrom(fieldOf(fields, 'links'), 'links', readLink),
    status: {
      code: enumFrom(fieldOf(status, 'code'), 'STATUS_CODE_', STATUS_CODES),
      message: textFrom(fieldOf(status, 'message'), 'status.message'),
    },
  }
}

const readEvent = (fields: JsonFields): OtlpEvent => ({
  timeUnixNano: timeFrom(fields, 'timeUnixNano', 'time_unix_nano'),
  name: textFrom(fieldOf(fields, 'name'), 'name'),
  attributes: attributesFromJson(fieldOf(fields, 'attributes'), 'attributes'),
})

const readLink = (fields: JsonFields): OtlpLink => ({
  traceId: idFrom(fieldOf(fields, 'traceId', 'trace_id'), 'traceId'),
  spanId: idFrom(fieldOf(fields, 'spanId', 'span_id'), 'spanId'),
  attributes: attributesFromJson(fieldOf(fields, 'attributes'), 'attributes'),
})

export const idFrom = (value: unknown, name: string): string => textFrom(value, name).toLowerCase()

/** fixed64, so never negative: the low 64 bits, as protobuf's bytes would have them. */
export const timeFrom = (fields: JsonFields, camel: string, snake: string): bigint =>
  BigInt.asUintN(64, int64FieldFrom(fieldOf(fields, camel, snake), camel))
