import { attributesToJson } from './any-value-json.ts'
import type { OtlpSpan, OtlpTraceRequest, OtlpTraceResponse } from './otlp-request.ts'

/**
 * An ExportTraceServiceRequest in OTLP's JSON: camelCase, ids as hex, 64-bit integers as texts, enums as numbers. Fields
 * with their default are left out. An attribute nested more than 200 levels deep throws a RangeError.
 */
export function writeTraceRequestJson(request: OtlpTraceRequest): string {
  return JSON.stringify({
    resourceSpans: request.resourceSpans.map(({ resource, scopeSpans }) => ({
      resource: { attributes: attributesToJson(resource) },
      scopeSpans: scopeSpans.map(({ scope, spans }) => ({
        scope: { name: scope.name, version: scope.version },
        spans: spans.map(spanToOtlpJson),
      })),
    })),
  })
}

/** An ExportTraceServiceResponse in OTLP's JSON; `{}` when everything was taken. */
export function writeTraceResponseJson({ rejectedSpans, errorMessage }: OtlpTraceResponse): string {
  if (rejectedSpans === 0 && errorMessage === '') return '{}'
  return JSON.stringify({
    partialSuccess: {
      rejectedSpans: rejectedSpans === 0 ? undefined : String(rejectedSpans),
      errorMessage: given(errorMessage),
    },
  })
}

const spanToOtlpJson = (span: OtlpSpan) => ({
  traceId: span.traceId,
  spanId: span.spanId,
  parentSpanId: given(span.parentSpanId),
  traceState: given(span.traceState),
  name: span.name,
  kind: span.kind,
  startTimeUnixNano: String(span.startTimeUnixNano),
  endTimeUnixNano: String(span.endTimeUnixNano),
  attributes: attributesToJson(span.attributes),
  events: span.events.map((event) => ({
    timeUnixNano: String(event.timeUnixNano),
    name: event.name,
    attributes: attributesToJson(event.attributes),
  })),
  links: span.links.map((link) => ({
    traceId: link.traceId,
    spanId: link.spanId,
    attributes: attributesToJson(link.attributes),
  })),
  status: { code: span.status.code, message: given(span.status.message) },
})

const given = (text: string): string | undefined => (text === '' ? undefined : text)
