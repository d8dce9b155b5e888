import type { Context, SpanKind } from '@opentelemetry/api'
import type { AttributeValue, SpanId, SpanType, TraceId } from '@loupe-ai/model'

export interface LiveSpanOptions {
  readonly name: string
  readonly spanType?: SpanType
  readonly kind?: SpanKind
  /** Anything; written as bounded JSON when the span ends, read now. */
  readonly inputs?: unknown
  readonly attributes?: Readonly<Record<string, AttributeValue | undefined>>
  /** The context that holds the parent; the active one when absent. */
  readonly parent?: Context
  readonly startTimeNanos?: bigint
  /** 16 hex digits, for a span whose repeat must be the same span, also from another process; random when absent. */
  readonly spanId?: string
  /** 32 hex digits, likewise. Heeded where there is no parent. */
  readonly traceId?: string
}

/** A span that has begun and not ended. No method throws; after `end` all of them do nothing. */
export interface LiveSpan {
  readonly traceId: TraceId
  readonly spanId: SpanId
  readonly name: string
  /** The parent's context with this span as the active one: run children inside it. */
  readonly context: Context
  readonly isEnded: boolean
  setName(name: string): void
  setSpanType(type: SpanType): void
  setInputs(inputs: unknown): void
  setOutputs(outputs: unknown): void
  setAttribute(key: string, value: AttributeValue | undefined): void
  setAttributes(attributes: Readonly<Record<string, AttributeValue | undefined>>): void
  addEvent(name: string, attributes?: Readonly<Record<string, AttributeValue>>): void
  /** Adds an exception event and sets the status to ERROR. */
  recordException(error: unknown, attributes?: Readonly<Record<string, AttributeValue>>): void
  setStatus(code: 'OK' | 'ERROR', message?: string): void
  /** Status becomes OK unless an error was set. */
  end(endTimeNanos?: bigint): void
}

/** What instrumentation is given: begin a span, run code with it active. */
export interface Tracing {
  startSpan(options: LiveSpanOptions): LiveSpan
  runInContext<T>(context: Context, work: () => T): T
  activeContext(): Context
}
