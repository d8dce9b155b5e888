import { createContextKey } from '@opentelemetry/api'

/** Holds our innermost span, also where a span of another tracer is the active one. */
export const LIVE_SPAN: symbol = createContextKey('loupe.live-span')

/** OpenTelemetry's own, of `trace.setSpan`: a key of the same description is the same symbol in every copy. */
export const ACTIVE_SPAN: symbol = createContextKey('OpenTelemetry Context Key SPAN')
