import type { Attributes } from '@loupe-ai/model'
import type {
  OtlpEvent,
  OtlpLink,
  OtlpResourceSpans,
  OtlpScopeSpans,
  OtlpSpan,
  OtlpTraceRequest,
  OtlpTraceResponse,
} from './otlp-request.ts'
import { ProtobufWriter, varintSize } from './protobuf-writer.ts'
import { writeAttributes } from './write-any-value.ts'

/**
 * ExportTraceServiceRequest (opentelemetry/proto/collector/trace/v1/trace_service.proto). Ids that are not hex are left
 * out; an attribute nested more than 200 levels deep throws a RangeError.
 *   1  resource_spans  repeated ResourceSpans
 */
export function writeTraceRequest(request: OtlpTraceRequest): Uint8Array<ArrayBuffer> {
  const writer = new ProtobufWriter()
  for (const resourceSpans of request.resourceSpans) writeResourceSpans(writer, resourceSpans)
  return writer.finish()
}

/** One Span message. */
export function encodeSpan(span: OtlpSpan): Uint8Array<ArrayBuffer> {
  const writer = new ProtobufWriter()
  writeSpanFields(writer, span)
  return writer.finish()
}

/** Spans of one resource and scope, already encoded. */
export interface EncodedSpans {
  readonly resource: Attributes
  readonly scope: OtlpScopeSpans['scope']
  readonly spans: readonly Uint8Array[]
}

/** As `writeTraceRequest`, of spans that were encoded before. */
export function writeEncodedSpans(groups: readonly EncodedSpans[]): Uint8Array<ArrayBuffer> {
  const measured = groups.map(measureGroup)
  // Its size is known before, so that megabytes are neither moved nor copied into ever larger memory.
  const writer = new ProtobufWriter(measured.reduce((sum, { bytes }) => sum + bytes + MAX_HEAD_BYTES, 0))
  for (const { about, bytes, scopeBytes, spans } of measured) {
    writer.head(0x0a, bytes)
    writer.raw(about.resource)
    writer.head(0x12, scopeBytes)
    writer.raw(about.scope)
    for (const span of spans) {
      writer.head(0x12, span.byteLength)
      writer.raw(span)
    }
  }
  return writer.finish()
}

/** As much as the writer asks for before the head of a message. */
const MAX_HEAD_BYTES = 40

interface MeasuredGroup {
  readonly about: { readonly resource: Uint8Array; readonly scope: Uint8Array }
  /** Of the ResourceSpans and of the ScopeSpans in it, each without its own head. */
  readonly bytes: number
  readonly scopeBytes: number
  readonly spans: readonly Uint8Array[]
}

function measureGroup({ resource, scope, spans }: EncodedSpans): MeasuredGroup {
  const about = {
    resource: encoded((writer) => writeResource(writer, resource)),
    scope: encoded((writer) => writeScope(writer, scope)),
  }
  let scopeBytes = about.scope.byteLength
  for (const { byteLength } of spans) scopeBytes += headSize(byteLength) + byteLength
  return { about, bytes: about.resource.byteLength + headSize(scopeBytes) + scopeBytes, scopeBytes, spans }
}

/** What says where spans come from is a few names. */
const SHORT_BYTES = 256

/** Of a field below 16. */
const headSize = (length: number): number => 1 + varintSize(length)

function encoded(write: (writer: ProtobufWriter) => void): Uint8Array {
  const writer = new ProtobufWriter(SHORT_BYTES)
  write(writer)
  return writer.finish()
}

/**
 * ExportTraceServiceResponse; no bytes at all when everything was taken
 *   1  partial_success  ExportTracePartialSuccess
 *        1  rejected_spans  int64
 *        2  error_message   string
 */
export function writeTraceResponse(response: OtlpTraceResponse): Uint8Array<ArrayBuffer> {
  const writer = new ProtobufWriter()
  if (response.rejectedSpans !== 0 || response.errorMessage !== '') {
    const mark = writer.begin(0x0a)
    writer.int(0x08, response.rejectedSpans)
    writer.string(0x12, response.errorMessage)
    writer.end(mark)
  }
  return writer.finish()
}

/**
 * ResourceSpans, opentelemetry/proto/trace/v1/trace.proto
 *   1  resource     Resource, with 1 attributes repeated KeyValue
 *   2  scope_spans  repeated ScopeSpans
 */
function writeResourceSpans(writer: ProtobufWriter, { resource, scopeSpans }: OtlpResourceSpans): void {
  const mark = writer.begin(0x0a)
  writeResource(writer, resource)
  for (const each of scopeSpans) writeScopeSpans(writer, each)
  writer.end(mark)
}

function writeResource(writer: ProtobufWriter, resource: Attributes): void {
  const mark = writer.begin(0x0a)
  writeAttributes(writer, 0x0a, resource)
  writer.end(mark)
}

/**
 * ScopeSpans, opentelemetry/proto/trace/v1/trace.proto
 *   1  scope  InstrumentationScope, with 1 name string, 2 version string
 *   2  spans  repeated Span
 */
function writeScopeSpans(writer: ProtobufWriter, { scope, spans }: OtlpScopeSpans): void {
  const mark = writer.begin(0x12)
  writeScope(writer, scope)
  for (const span of spans) writeSpan(writer, span)
  writer.end(mark)
}

function writeScope(writer: ProtobufWriter, scope: OtlpScopeSpans['scope']): void {
  const mark = writer.begin(0x0a)
  writer.string(0x0a, scope.name)
  writer.string(0x12, scope.version ?? '')
  writer.end(mark)
}

function writeSpan(writer: ProtobufWriter, span: OtlpSpan): void {
  const mark = writer.begin(0x12)
  writeSpanFields(writer, span)
  writer.end(mark)
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
 *   15  status                Status, with 2 message string, 3 code enum
 */
function writeSpanFields(writer: ProtobufWriter, span: OtlpSpan): void {
  writeSpanBeginning(writer, span)
  writeAttributes(writer, SPAN_TAGS.attributes, span.attributes)
  writeSpanEnd(writer, span)
}

export const SPAN_TAGS = { attributes: 0x4a } as const

/** What does not change any more once a span has begun. */
export function writeSpanBeginning(writer: ProtobufWriter, span: Omit<OtlpSpan, 'attributes'>): void {
  writer.hex(0x0a, span.traceId)
  writer.hex(0x12, span.spanId)
  writer.string(0x1a, span.traceState)
  writer.hex(0x22, span.parentSpanId)
  writer.string(0x2a, span.name)
  writer.int(0x30, span.kind)
  writer.fixed64(0x39, span.startTimeUnixNano)
}

export function writeSpanEnd(writer: ProtobufWriter, span: Omit<OtlpSpan, 'attributes'>): void {
  writer.fixed64(0x41, span.endTimeUnixNano)
  for (const event of span.events) writeEvent(writer, event)
  for (const link of span.links) writeLink(writer, link)
  const statusMark = writer.begin(0x7a)
  writer.string(0x12, span.status.message)
  writer.int(0x18, span.status.code)
  writer.end(statusMark)
}

/**
 * Span.Event, opentelemetry/proto/trace/v1/trace.proto
 *   1  time_unix_nano  fixed64
 *   2  name            string
 *   3  attributes      repeated KeyValue
 */
function writeEvent(writer: ProtobufWriter, event: OtlpEvent): void {
  const mark = writer.begin(0x5a)
  writer.fixed64(0x09, event.timeUnixNano)
  writer.string(0x12, event.name)
  writeAttributes(writer, 0x1a, event.attributes)
  writer.end(mark)
}

/**
 * Span.Link, opentelemetry/proto/trace/v1/trace.proto
 *   1  trace_id    bytes
 *   2  span_id     bytes
 *   4  attributes  repeated KeyValue
 */
function writeLink(writer: ProtobufWriter, link: OtlpLink): void {
  const mark = writer.begin(0x6a)
  writer.hex(0x0a, link.traceId)
  writer.hex(0x12, link.spanId)
  writeAttributes(writer, 0x22, link.attributes)
  writer.end(mark)
}
