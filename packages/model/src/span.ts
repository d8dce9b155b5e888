import type { Attributes } from './attributes.ts'
import type { ExperimentId, SpanId, TraceId } from './ids.ts'
import type { JsonText } from './json-text.ts'
import type { SpanCost } from './span-cost.ts'
import type { UnixNanos } from './time.ts'
import type { TokenUsage } from './token-usage.ts'

export type StatusCode = 'UNSET' | 'OK' | 'ERROR'
export type SpanKind = 'UNSPECIFIED' | 'INTERNAL' | 'SERVER' | 'CLIENT' | 'PRODUCER' | 'CONSUMER'

/** The types that MLflow knows; any other text is allowed (mlflow-wire.md §4.3). */
export const SPAN_TYPES = [
  'LLM',
  'CHAIN',
  'AGENT',
  'TOOL',
  'CHAT_MODEL',
  'RETRIEVER',
  'PARSER',
  'EMBEDDING',
  'RERANKER',
  'MEMORY',
  'UNKNOWN',
  'WORKFLOW',
  'TASK',
  'GUARDRAIL',
  'EVALUATOR',
] as const
export type SpanType = (typeof SPAN_TYPES)[number] | (string & {})

export interface SpanEvent {
  readonly name: string
  readonly timeNanos: UnixNanos
  readonly attributes: Attributes
}

export interface SpanLink {
  /** 32 hex digits, as OpenTelemetry has it. */
  readonly otelTraceId: string
  readonly spanId: SpanId
  readonly attributes: Attributes
}

/** What a span says about its trace as a whole; the store merges these over all spans of a trace. */
export interface TraceFacts {
  readonly tags: Readonly<Record<string, string>>
  readonly metadata: Readonly<Record<string, string>>
  readonly clientRequestId?: string
  readonly requestPreview?: string
  readonly responsePreview?: string
}

/** One operation of a program. Its identity is (traceId, spanId), nothing else. */
export interface Span {
  readonly traceId: TraceId
  readonly spanId: SpanId
  readonly parentId?: SpanId
  readonly experimentId: ExperimentId
  readonly name: string
  readonly kind: SpanKind
  readonly traceState?: string
  readonly startNanos: UnixNanos
  /** Absent while the span runs (`loupe.partial`). An ended span always replaces its partial, whatever the order. */
  readonly endNanos?: UnixNanos
  readonly status: { readonly code: StatusCode; readonly message?: string }
  readonly type: SpanType
  /** As sent, one JSON document each. Not among `attributes`. */
  readonly inputs?: JsonText
  readonly outputs?: JsonText
  readonly model?: string
  readonly provider?: string
  readonly usage?: TokenUsage
  /** Not among `attributes`, unless the sender said it. */
  readonly cost?: SpanCost
  readonly sessionId?: string
  readonly userId?: string
  /** Everything the sender said, as it said it, but for inputs, outputs and type. */
  readonly attributes: Attributes
  readonly events: readonly SpanEvent[]
  readonly links: readonly SpanLink[]
  readonly resource: Attributes
  readonly scope: { readonly name: string; readonly version?: string }
  readonly trace: TraceFacts
}
