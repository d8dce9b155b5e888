import type { SpanContext } from '@opentelemetry/api'

/** A span of an application's own OpenTelemetry SDK, 2.x or 3.x: what both have in common of `ReadableSpan`. */
export interface ForeignSpan {
  readonly name: string
  readonly kind: number
  spanContext(): SpanContext
  readonly parentSpanContext?: SpanContext
  readonly startTime: unknown
  readonly endTime: unknown
  readonly status: { readonly code: number; readonly message?: string }
  readonly attributes: Readonly<Record<string, unknown>>
  readonly links: readonly ForeignLink[]
  readonly events: readonly ForeignEvent[]
  readonly resource: { readonly attributes: Readonly<Record<string, unknown>> }
}

interface ForeignLink {
  readonly context: SpanContext
  readonly attributes?: Readonly<Record<string, unknown>>
}

interface ForeignEvent {
  readonly name: string
  readonly time: unknown
  readonly attributes?: Readonly<Record<string, unknown>>
}

/** What such an SDK calls as spans begin and end; structural, so that no version of it is needed here. */
export interface ForeignSpanProcessor {
  onStart(span: object, parentContext: object): void
  onEnd(span: ForeignSpan): void
  forceFlush(): Promise<void>
  shutdown(): Promise<void>
}
