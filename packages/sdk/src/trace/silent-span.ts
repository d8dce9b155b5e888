import type { Context } from '@opentelemetry/api'
import { traceIdOfOtel, type SpanId } from '@loupe-ai/model'

import type { LiveSpan } from './live-span.ts'

const nothing = (): void => {}

/** The span of code that is not traced: every method does nothing, its ids are all zeros. */
export const silentSpan = (name: string, context: Context): LiveSpan => ({
  traceId: traceIdOfOtel('0'.repeat(32)),
  spanId: '0'.repeat(16) as SpanId,
  name,
  context,
  isEnded: true,
  setName: nothing,
  setSpanType: nothing,
  setInputs: nothing,
  setOutputs: nothing,
  setAttribute: nothing,
  setAttributes: nothing,
  addEvent: nothing,
  recordException: nothing,
  setStatus: nothing,
  end: nothing,
})
