import { TraceFlags } from '@opentelemetry/api'
import type { Attributes } from '@loupe-ai/model'

import type { Destination } from '../../process/destination.ts'
import type { SpanSink } from '../../process/span-sink.ts'
import { convertSpan } from './convert-span.ts'
import type { ForeignSpan, ForeignSpanProcessor } from './foreign-span.ts'

export interface SpanProcessorParts {
  readonly sink: Pick<SpanSink, 'spanEnded'>
  isEnabled(): boolean
  capturesContent(): boolean
  destination(): Destination
  flush(): Promise<unknown>
  swallow(what: string, error: unknown): void
}

/**
 * For an application that has an OpenTelemetry SDK of its own: with this among its span processors its spans arrive beside
 * ours, in the same traces. It throws nothing, and shutting that SDK down leaves ours running.
 */
export function foreignSpanProcessor(parts: SpanProcessorParts): ForeignSpanProcessor {
  const destinations = new WeakMap<object, Destination>()
  const merged = new WeakMap<Destination, WeakMap<object, Destination>>()

  /** With their service's name where we know none: one object for each pair, because spans are grouped by it. */
  function withTheirs(destination: Destination, { resource }: ForeignSpan): Destination {
    const known = merged.get(destination) ?? new WeakMap<object, Destination>()
    merged.set(destination, known)
    const made = known.get(resource) ?? {
      ...destination,
      resource: { ...serviceOf(resource.attributes), ...destination.resource },
    }
    known.set(resource, made)
    return made
  }

  function send(span: ForeignSpan): void {
    if (!parts.isEnabled() || (span.spanContext().traceFlags & TraceFlags.SAMPLED) === 0) return
    const parent = span.parentSpanContext
    const isLocalRoot = parent === undefined || parent.isRemote === true
    const destination = withTheirs(destinations.get(span) ?? parts.destination(), span)
    const converted = convertSpan(span, parts.capturesContent())
    parts.sink.spanEnded({ span: converted, isLocalRoot, attachments: [] }, destination)
  }

  return {
    onStart(span) {
      destinations.set(span, parts.destination())
    },
    onEnd(span) {
      try {
        send(span)
      } catch (error) {
        parts.swallow('taking a span of another SDK', error)
      }
    },
    async forceFlush() {
      await parts.flush()
    },
    async shutdown() {
      await parts.flush()
    },
  }
}

const SERVICE_KEYS = ['service.name', 'service.namespace', 'service.version', 'deployment.environment.name']

const serviceOf = (attributes: Readonly<Record<string, unknown>>): Attributes =>
  Object.fromEntries(
    SERVICE_KEYS.flatMap((key): [string, string][] => {
      const value = attributes[key]
      return typeof value === 'string' ? [[key, value]] : []
    }),
  )
