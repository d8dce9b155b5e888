import { context, isSpanContextValid, SpanKind, trace, type Context } from '@opentelemetry/api'
import { traceIdOfOtel, type TraceId } from '@loupe-ai/model'

import { Vocabulary } from '../capture/vocabulary.ts'
import { TraceMedia } from '../media/trace-media.ts'
import type { Destination } from '../process/destination.ts'
import type { EndedSpan, SpanSink } from '../process/span-sink.ts'
import { startClock, type TraceClock } from './clock.ts'
import { contentSwitchIn } from './content-switch.ts'
import { ensureContextManager } from './context-manager.ts'
import type { IdSource } from './ids.ts'
import type { LiveSpan, LiveSpanOptions, Tracing } from './live-span.ts'
import { RecordedSpan, type SpanStart } from './recorded-span.ts'
import { silentSpan } from './silent-span.ts'
import { LIVE_SPAN } from './span-key.ts'
import { isTracingSuppressed } from './suppression.ts'
import { nanosOfTimeInput } from './time-input.ts'
import type { TraceScope } from './trace-scope.ts'

export interface TracerOptions extends LiveSpanOptions {
  /** Whether this span and those below it hold inputs, outputs and messages; as the parent when absent. */
  readonly captureContent?: boolean
}

/** What the tracer asks of its surroundings; read anew for each trace. */
export interface TracerParts {
  readonly ids: IdSource
  readonly sink: SpanSink
  isEnabled(): boolean
  capturesContent(): boolean
  /** Of one trace; what is more is recorded by type, size and hash. Asked when a trace begins. */
  maxMediaBytes(): number
  destination(): Destination
  swallow(what: string, error: unknown): void
}

export interface Tracer extends Tracing {
  startSpan(options: TracerOptions): LiveSpan
  /** Our innermost span here, ended or not; undefined where nothing of ours is active. */
  activeSpan(): RecordedSpan | undefined
  /** Of the trace whose local root ended last. */
  lastTraceId(): TraceId | undefined
}

/**
 * Begins spans. The parent is the active span of the OpenTelemetry context, whoever made it, so that our spans and those
 * of other instrumentations nest both ways. Every span is recorded, except where tracing is suppressed.
 */
export function createTracer(parts: TracerParts): Tracer {
  const vocabulary = new Vocabulary()
  let lastTraceId: TraceId | undefined
  const rootEnded = (ended: TraceId): void => void (lastTraceId = ended)

  function startSpan(options: TracerOptions): LiveSpan {
    const parentContext = options.parent ?? context.active()
    try {
      if (!parts.isEnabled() || isTracingSuppressed(parentContext)) return silentSpan(options.name, parentContext)
      const span = record(options, parentContext)
      if (options.spanType !== undefined) span.setSpanType(options.spanType)
      if (options.attributes !== undefined) span.setAttributes(options.attributes)
      if (options.inputs !== undefined) span.setInputs(options.inputs)
      span.begunAs(parts.sink.spanStarted(span, span.scope.destination))
      return span
    } catch (error) {
      parts.swallow('starting a span', error)
      return silentSpan(options.name, parentContext)
    }
  }

  function record(options: TracerOptions, parentContext: Context): RecordedSpan {
    const parent = validSpanContext(parentContext)
    const nearest = liveSpanOf(parentContext)
    const above = nearest !== undefined && nearest.scope.otelTraceId === parent?.traceId ? nearest : undefined
    const clock = above?.scope.clock ?? startClock()
    const start: SpanStart = {
      name: options.name,
      spanId: options.spanId ?? parts.ids.spanId(),
      kind: options.kind ?? SpanKind.INTERNAL,
      parent,
      parentContext,
      capturesContent:
        options.captureContent ?? contentSwitchIn(parentContext) ?? nearest?.capturesContent ?? parts.capturesContent(),
      startNanos: nanosOfTimeInput(options.startTimeNanos) ?? clock.nowNanos(),
    }
    if (above !== undefined) return new RecordedSpan(start, above.scope)
    ensureContextManager()
    const otelTraceId = parent?.traceId ?? options.traceId ?? parts.ids.traceId()
    return new LocalTrace(otelTraceId, { parts, clock, vocabulary, rootEnded }, start).localRoot
  }

  return {
    startSpan,
    runInContext: (inside, work) => context.with(inside, work),
    activeContext: () => context.active(),
    activeSpan: () => liveSpanOf(context.active()),
    lastTraceId: () => lastTraceId,
  }
}

interface LocalTraceParts {
  readonly parts: TracerParts
  readonly clock: TraceClock
  readonly vocabulary: Vocabulary
  rootEnded(traceId: TraceId): void
}

class LocalTrace implements TraceScope {
  readonly otelTraceId: string
  readonly clock: TraceClock
  readonly destination: Destination
  readonly vocabulary: Vocabulary
  readonly localRoot: RecordedSpan
  readonly #shared: LocalTraceParts
  readonly #maxMediaBytes: number
  #media: TraceMedia | undefined

  constructor(otelTraceId: string, shared: LocalTraceParts, start: SpanStart) {
    const { parts, clock, vocabulary } = shared
    this.otelTraceId = otelTraceId
    this.clock = clock
    this.destination = parts.destination()
    this.vocabulary = vocabulary
    this.#shared = shared
    this.#maxMediaBytes = parts.maxMediaBytes()
    this.localRoot = new RecordedSpan(start, this)
  }

  get media(): TraceMedia {
    this.#media ??= new TraceMedia(traceIdOfOtel(this.otelTraceId), this.#maxMediaBytes)
    return this.#media
  }

  spanEnded(span: RecordedSpan, ended: Omit<EndedSpan, 'isLocalRoot'>): void {
    const isLocalRoot = span === this.localRoot
    if (isLocalRoot) this.#shared.rootEnded(span.traceId)
    this.#shared.parts.sink.spanEnded({ ...ended, isLocalRoot }, this.destination)
  }

  swallow(what: string, error: unknown): void {
    this.#shared.parts.swallow(what, error)
  }
}

function liveSpanOf(from: Context): RecordedSpan | undefined {
  const span = from.getValue(LIVE_SPAN)
  // Another copy of this package may have put a span of its own there.
  return span instanceof RecordedSpan ? span : undefined
}

function validSpanContext(from: Context): SpanStart['parent'] {
  const found = trace.getSpanContext(from)
  return found !== undefined && isSpanContextValid(found) ? found : undefined
}
