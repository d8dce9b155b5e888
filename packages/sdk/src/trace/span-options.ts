import { context, trace, type Context, type Span } from '@opentelemetry/api'

import type { LiveSpan, LiveSpanOptions } from './live-span.ts'
import type { TracerOptions } from './tracer.ts'

/** How a user describes a span. */
export interface SpanOptions extends Omit<LiveSpanOptions, 'name' | 'parent' | 'spanId' | 'traceId'> {
  /** The function's name when absent. */
  readonly name?: string
  /** A span of ours or of OpenTelemetry, or an OpenTelemetry context; what is active when absent. */
  readonly parent?: LiveSpan | Span | Context
  /** Whether this span and those below it hold inputs, outputs and messages; as the parent when absent. */
  readonly captureContent?: boolean
}

/** Without types a program may leave out, or say null, where that makes no sense: tracing must not be what fails then. */
export function tracerOptions(options: Partial<SpanOptions> | null | undefined, otherName: string): TracerOptions {
  const { parent, name, ...rest } = options ?? {}
  const parentContext = contextOf(parent)
  return {
    ...rest,
    name: name ?? (otherName === '' ? 'span' : otherName),
    ...(parentContext !== undefined && { parent: parentContext }),
  }
}

function contextOf(parent: unknown): Context | undefined {
  if (isContext(parent)) return parent
  if (typeof parent !== 'object' || parent === null) return undefined
  if ('context' in parent && isContext(parent.context)) return parent.context
  return isSpan(parent) ? trace.setSpan(context.active(), parent) : undefined
}

const isContext = (value: unknown): value is Context =>
  typeof value === 'object' && value !== null && 'getValue' in value && typeof value.getValue === 'function'

const isSpan = (value: object): value is Span => 'spanContext' in value && typeof value.spanContext === 'function'
