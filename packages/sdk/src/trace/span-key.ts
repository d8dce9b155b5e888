import { createContextKey } from '@opentelemetry/api'

/** Holds our innermost span, also where a span of another tracer is the active one. */
export const LIVE_SPAN: symbol = createContextKey('loupe.live-span')
