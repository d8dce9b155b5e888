import { createContextKey, type Context } from '@opentelemetry/api'

// The key of OpenTelemetry's own SDK: a key of the same description is the same symbol in every copy.
const SUPPRESS = createContextKey('OpenTelemetry SDK Context Key SUPPRESS_TRACING')

/** Whether someone asked that nothing be traced here, as exporters do around their own requests. */
export const isTracingSuppressed = (context: Context): boolean => context.getValue(SUPPRESS) === true

export const suppressTracing = (context: Context): Context => context.setValue(SUPPRESS, true)
