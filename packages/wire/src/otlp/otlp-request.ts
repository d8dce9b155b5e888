import type { Attributes } from '@loupe-ai/model'

/**
 * An ExportTraceServiceRequest as OTLP has it, decoded but not interpreted (opentelemetry/proto/trace/v1/trace.proto).
 * Ids are lower-case hex, `''` where the sender gave none; times are nanoseconds since 1970, `0n` where absent.
 */
export interface OtlpTraceRequest {
  readonly resourceSpans: readonly OtlpResourceSpans[]
  /** Spans that could not be read beside those that could, a reason with its place for each; JSON only. */
  readonly unreadableSpans?: readonly string[]
}

export interface OtlpResourceSpans {
  readonly resource: Attributes
  readonly scopeSpans: readonly OtlpScopeSpans[]
}

export interface OtlpScopeSpans {
  readonly scope: { readonly name: string; readonly version?: string }
  readonly spans: readonly OtlpSpan[]
}

export interface OtlpSpan {
  readonly traceId: string
  readonly spanId: string
  readonly parentSpanId: string
  readonly traceState: string
  readonly name: string
  /** Span.SpanKind: 0 unspecified, 1 internal, 2 server, 3 client, 4 producer, 5 consumer. */
  readonly kind: number
  readonly startTimeUnixNano: bigint
  readonly endTimeUnixNano: bigint
  readonly attributes: Attributes
  readonly events: readonly OtlpEvent[]
  readonly links: readonly OtlpLink[]
  /** Status.StatusCode: 0 unset, 1 ok, 2 error. */
  readonly status: { readonly code: number; readonly message: string }
}

export interface OtlpEvent {
  readonly timeUnixNano: bigint
  readonly name: string
  readonly attributes: Attributes
}

export interface OtlpLink {
  readonly traceId: string
  readonly spanId: string
  readonly attributes: Attributes
}

/** ExportTraceServiceResponse: what the server did not take, and why. */
export interface OtlpTraceResponse {
  readonly rejectedSpans: number
  readonly errorMessage: string
}

/** Why bytes could not be read as OTLP. `offset` counts bytes (protobuf) from the start of the body. */
export interface OtlpDecodeFailure {
  readonly reason: string
  readonly offset?: number
}

export type OtlpDecoded<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly failure: OtlpDecodeFailure }
