import type { Context } from '@opentelemetry/api'

import type { LiveSpan, LiveSpanOptions } from './live-span.ts'
import type { TracerOptions } from './tracer.ts'

/** How a user describes a span. */
export interface SpanOptions extends Omit<LiveSpanOptions, 'name' | 'parent'> {
  /** The function's name when absent. */
  readonly name?: string
  /** A span or an OpenTelemetry context; what is active when absent. */
  readonly parent?: LiveSpan | Context
  /** Whether this span and those below it hold inputs, outputs and messages; as the parent when absent. */
  readonly captureContent?: boolean
}

export const tracerOptions = ({ parent, name, ...rest }: SpanOptions, otherName: string): TracerOptions => ({
  ...rest,
  name: name ?? (otherName === '' ? 'span' : otherName),
  ...(parent !== undefined && { parent: 'getValue' in parent ? parent : parent.context }),
})
