declare const brand: unique symbol
export type Branded<T, Name extends string> = T & { readonly [brand]: Name }

/** At most 50 characters, stored as it is. From OpenTelemetry: `tr-` and 32 lower-case hex digits. */
export type TraceId = Branded<string, 'TraceId'>
/** 16 lower-case hex digits. */
export type SpanId = Branded<string, 'SpanId'>
/** A decimal string; `0` is the default experiment. */
export type ExperimentId = Branded<string, 'ExperimentId'>

export const DEFAULT_EXPERIMENT_ID: ExperimentId = '0' as ExperimentId

const MAX_TRACE_ID_CHARACTERS = 50

/** Throws a RangeError unless `text` has 1 to 50 characters. */
export function traceId(text: string): TraceId {
  if (text.length === 0 || text.length > MAX_TRACE_ID_CHARACTERS) throw new RangeError(`not a trace id: ${text}`)
  return text as TraceId
}

/** Throws a RangeError unless `text` is 16 lower-case hex digits. */
export function spanId(text: string): SpanId {
  if (!/^[0-9a-f]{16}$/.test(text)) throw new RangeError(`not a span id: ${text}`)
  return text as SpanId
}

/** Throws a RangeError unless `text` is a decimal number. */
export function experimentId(text: string): ExperimentId {
  if (!/^\d{1,19}$/.test(text)) throw new RangeError(`not an experiment id: ${text}`)
  return text as ExperimentId
}

/** The trace id of an OpenTelemetry trace: `hex` is 32 lower-case hex digits. */
export const traceIdOfOtel = (hex: string): TraceId => `tr-${hex}` as TraceId

/** The 32 hex digits of a trace that came from OpenTelemetry, or undefined for any other id. */
export const otelIdOfTrace = (id: TraceId): string | undefined => /^tr-([0-9a-f]{32})$/.exec(id)?.[1]

/** The ids that a look-up tries, in order: 32 bare hex digits mean `tr-` + them, then themselves (design: §6). */
export const traceIdsToTry = (text: string): TraceId[] =>
  /^[0-9a-f]{32}$/.test(text) ? [traceIdOfOtel(text), text as TraceId] : [text as TraceId]
