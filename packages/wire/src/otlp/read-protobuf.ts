import type { AttributeValue } from '@loupe-ai/model'
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
import type { OtlpSpanSource } from './span-source.ts'
import { ProtobufError, ProtobufReader } from './protobuf-reader.ts'
import { readKeyValueInto } from './read-any-value.ts'

/**
 * Reads an ExportTraceServiceRequest (opentelemetry/proto/collector/trace/v1/trace_service.proto). Never throws: bytes
 * that are not protobuf, and requests of more than 1,048,576 messages, give a failure. Unknown fields are skipped. Ids
 * are the hex of whatever bytes came. Malformed UTF-8 becomes U+FFFD; of repeated keys the last one counts.
 */
export function readTraceRequest(bytes: Uint8Array): OtlpDecoded<OtlpTraceRequest> {
  return decoded(bytes, readRequest)
}

/**
 * As `readTraceRequest`, but only finds where the spans are: each is read when it is asked for, so that those of a large
 * request are not all in memory, and one that is malformed does not sink the others.
 */
export function openTraceRequest(bytes: Uint8Array): OtlpDecoded<OtlpSpanSource> {
  return decoded(bytes, (reader) => {
    const opened = openRequest(reader)
    const resourceSpans = opened.map(({ resource, scopeSpans }) => ({
      resource,
      scopeSpans: scopeSpans.map(({ scope, places }) => ({ scope, spans: spansAt(reader, places) })),
    }))
    const counts = opened.flatMap(({ scopeSpans }) => scopeSpans.map(({ places }) => places.length / 2))
    return { spanCount: counts.reduce((sum, count) => sum + count, 0), resourceSpans }
  })
}

/** Reads an ExportTraceServiceResponse; no bytes at all mean that everything was taken. Never throws. */
export function readTraceResponse(bytes: Uint8Array): OtlpDecoded<OtlpTraceResponse> {
  return decoded(bytes, readResponse)
}

function decoded<T>(bytes: Uint8Array, read: (reader: ProtobufReader) => T): OtlpDecoded<T> {
  try {
    return { ok: true, value: read(new ProtobufReader(bytes)) }
  } catch (error) {
    if (error instanceof ProtobufError) return { ok: false, failure: { reason: error.message, offset: error.offset } }
    throw error
  }
}

function readRequest(reader: ProtobufReader): OtlpTraceRequest {
  const resourceSpans = openRequest(reader).map(({ resource, scopeSpans }): OtlpResourceSpans => ({
    resource,
    scopeSpans: scopeSpans.map(({ scope, places }): OtlpScopeSpans => {
      const spans: OtlpSpan[] = []
      for (let index = 0; index < places.length; index += 2) spans.push(readSpanAt(reader, places, index))
      return { scope, spans }
    }),
  }))
  return { resourceSpans }
}

function* spansAt(reader: ProtobufReader, places: readonly number[]): Generator<OtlpDecoded<OtlpSpan>> {
  for (let index = 0; index < places.length; index += 2) {
    try {
      yield { ok: true, value: readSpanAt(reader, places, index) }
    } catch (error) {
      if (!(error instanceof ProtobufError)) throw error
      yield { ok: false, failure: { reason: error.message, offset: error.offset } }
    }
  }
}

function readSpanAt(reader: ProtobufReader, places: readonly number[], index: number): OtlpSpan {
  reader.pos = places[index]!
  reader.limit = places[index + 1]!
  return readSpan(reader)
}

interface OpenedResourceSpans {
  readonly resource: Record<string, AttributeValue>
  readonly scopeSpans: readonly OpenedScopeSpans[]
}

interface OpenedScopeSpans {
  readonly scope: OtlpScopeSpans['scope']
  /** Two numbers a span: where its content begins, and where it ends. */
  readonly places: readonly number[]
}

/**
 * ExportTraceServiceRequest
 *   1  resource_spans  repeated ResourceSpans
 */
function openRequest(reader: ProtobufReader): OpenedResourceSpans[] {
  const resourceSpans: OpenedResourceSpans[] = []
  while (reader.pos < reader.limit) {
    const tag = reader.tag()
    if (tag === 0x0a) resourceSpans.push(openResourceSpans(reader))
    else reader.skip(tag)
  }
  return resourceSpans
}

/**
 * ResourceSpans, opentelemetry/proto/trace/v1/trace.proto
 *   1  resource     Resource
 *   2  scope_spans  repeated ScopeSpans
 */
function openResourceSpans(reader: ProtobufReader): OpenedResourceSpans {
  reader.countMessage()
  const outer = reader.enter()
  const resource: Record<string, AttributeValue> = {}
  const scopeSpans: OpenedScopeSpans[] = []
  while (reader.pos < reader.limit) {
    const tag = reader.tag()
    if (tag === 0x0a) readResourceInto(reader, resource)
    else if (tag === 0x12) scopeSpans.push(openScopeSpans(reader))
    else reader.skip(tag)
  }
  reader.leave(outer)
  return { resource, scopeSpans }
}

/**
 * Resource, opentelemetry/proto/resource/v1/resource.proto
 *   1  attributes  repeated KeyValue
 */
function readResourceInto(reader: ProtobufReader, resource: Record<string, AttributeValue>): void {
  const outer = reader.enter()
  while (reader.pos < reader.limit) {
    const tag = reader.tag()
    if (tag === 0x0a) readKeyValueInto(reader, resource)
    else reader.skip(tag)
  }
  reader.leave(outer)
}

/**
 * ScopeSpans, opentelemetry/proto/trace/v1/trace.proto
 *   1  scope  InstrumentationScope
 *   2  spans  repeated Span
 */
function openScopeSpans(reader: ProtobufReader): OpenedScopeSpans {
  reader.countMessage()
  const outer = reader.enter()
  let scope: OtlpScopeSpans['scope'] = { name: '' }
  const places: number[] = []
  while (reader.pos < reader.limit) {
    const tag = reader.tag()
    if (tag === 0x0a) scope = readScope(reader)
    else if (tag === 0x12) {
      reader.countMessage()
      const end = reader.enter()
      places.push(reader.pos, reader.limit)
      reader.pos = reader.limit
      reader.leave(end)
    } else reader.skip(tag)
  }
  reader.leave(outer)
  return { scope, places }
}

/**
 * InstrumentationScope, opentelemetry/proto/common/v1/common.proto
 *   1  name     string
 *   2  version  string
 */
function readScope(reader: ProtobufReader): OtlpScopeSpans['scope'] {
  const outer = reader.enter()
  let name = ''
  let version = ''
  while (reader.pos < reader.limit) {
    const tag = reader.tag()
    if (tag === 0x0a) name = reader.repeatedString()
    else if (tag === 0x12) version = reader.repeatedString()
    else reader.skip(tag)
  }
  reader.leave(outer)
  return version === '' ? { name } : { name, version }
}

/**
 * Span, opentelemetry/proto/trace/v1/trace.proto
 *   1   trace_id              bytes
 *   2   span_id               bytes
 *   3   trace_state           string
 *   4   parent_span_id        bytes
 *   5   name                  string
 *   6   kind                  enum
 *   7   start_time_unix_nano  fixed64
 *   8   end_time_unix_nano    fixed64
 *   9   attributes            repeated KeyValue
 *   11  events                repeated Event
 *   13  links                 repeated Link
 *   15  status                Status
 * Up to the reader's limit.
 */
function readSpan(reader: ProtobufReader): OtlpSpan {
  let traceId = ''
  let spanId = ''
  let parentSpanId = ''
  let traceState = ''
  let name = ''
  let kind = 0
  let startTimeUnixNano = 0n
  let endTimeUnixNano = 0n
  const attributes: Record<string, AttributeValue> = {}
  const events: OtlpEvent[] = []
  const links: OtlpLink[] = []
  let status: OtlpSpan['status'] = { code: 0, message: '' }
  while (reader.pos < reader.limit) {
    const tag = reader.tag()
    switch (tag) {
      case 0x0a:
        traceId = reader.hex()
        break
      case 0x12:
        spanId = reader.hex()
        break
      case 0x1a:
        traceState = reader.repeatedString()
        break
      case 0x22:
        parentSpanId = reader.hex()
        break
      case 0x2a:
        name = reader.repeatedString()
        break
      case 0x30:
        kind = reader.int32()
        break
      case 0x39:
        startTimeUnixNano = reader.fixed64()
        break
      case 0x41:
        endTimeUnixNano = reader.fixed64()
        break
      case 0x4a:
        readKeyValueInto(reader, attributes)
        break
      case 0x5a:
        events.push(readEvent(reader))
        break
      case 0x6a:
        links.push(readLink(reader))
        break
      case 0x7a:
        status = readStatus(reader)
        break
      default:
        reader.skip(tag)
    }
  }
  return {
    traceId,
    spanId,
    parentSpanId,
    traceState,
    name,
    kind,
    startTimeUnixNano,
    endTimeUnixNano,
    attributes,
    events,
    links,
    status,
  }
}

/**
 * Span.Event, opentelemetry/proto/trace/v1/trace.proto
 *   1  time_unix_nano  fixed64
 *   2  name            string
 *   3  attributes      repeated KeyValue
 */
function readEvent(reader: ProtobufReader): OtlpEvent {
  reader.countMessage()
  const outer = reader.enter()
  let timeUnixNano = 0n
  let name = ''
  const attributes: Record<string, AttributeValue> = {}
  while (reader.pos < reader.limit) {
    const tag = reader.tag()
    if (tag === 0x09) timeUnixNano = reader.fixed64()
    else if (tag === 0x12) name = reader.repeatedString()
    else if (tag === 0x1a) readKeyValueInto(reader, attributes)
    else reader.skip(tag)
  }
  reader.leave(outer)
  return { timeUnixNano, name, attributes }
}

/**
 * Span.Link, opentelemetry/proto/trace/v1/trace.proto
 *   1  trace_id    bytes
 *   2  span_id     bytes
 *   4  attributes  repeated KeyValue
 */
function readLink(reader: ProtobufReader): OtlpLink {
  reader.countMessage()
  const outer = reader.enter()
  let traceId = ''
  let spanId = ''
  const attributes: Record<string, AttributeValue> = {}
  while (reader.pos < reader.limit) {
    const tag = reader.tag()
    if (tag === 0x0a) traceId = reader.hex()
    else if (tag === 0x12) spanId = reader.hex()
    else if (tag === 0x22) readKeyValueInto(reader, attributes)
    else reader.skip(tag)
  }
  reader.leave(outer)
  return { traceId, spanId, attributes }
}

/**
 * Status, opentelemetry/proto/trace/v1/trace.proto
 *   2  message  string
 *   3  code     enum
 */
function readStatus(reader: ProtobufReader): OtlpSpan['status'] {
  const outer = reader.enter()
  let message = ''
  let code = 0
  while (reader.pos < reader.limit) {
    const tag = reader.tag()
    if (tag === 0x12) message = reader.string()
    else if (tag === 0x18) code = reader.int32()
    else reader.skip(tag)
  }
  reader.leave(outer)
  return { code, message }
}

/**
 * ExportTraceServiceResponse, and its ExportTracePartialSuccess
 *   1  partial_success  ExportTracePartialSuccess
 *        1  rejected_spans  int64
 *        2  error_message   string
 */
function readResponse(reader: ProtobufReader): OtlpTraceResponse {
  let rejectedSpans = 0
  let errorMessage = ''
  while (reader.pos < reader.limit) {
    const tag = reader.tag()
    if (tag !== 0x0a) {
      reader.skip(tag)
      continue
    }
    const outer = reader.enter()
    while (reader.pos < reader.limit) {
      const inner = reader.tag()
      if (inner === 0x08) rejectedSpans = Number(reader.int64())
      else if (inner === 0x12) errorMessage = reader.string()
      else reader.skip(inner)
    }
    reader.leave(outer)
  }
  return { rejectedSpans, errorMessage }
}
