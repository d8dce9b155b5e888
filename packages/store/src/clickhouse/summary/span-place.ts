import type { ExperimentId, Span, TraceId } from '@loupe-ai/model'
import type { Binder } from '../binder.ts'
import { minuteOfNanos } from '../payload/time-buckets.ts'

/** Where the spans of a trace lie in the table: under these experiments, begun in these minutes since 1970, both included. */
export interface SpanPlace {
  readonly experiments: readonly ExperimentId[]
  readonly firstMinute: number
  readonly lastMinute: number
}

export const NOWHERE: SpanPlace = { experiments: [], firstMinute: 0, lastMinute: 0 }

export const isNowhere = (place: SpanPlace): boolean => place.experiments.length === 0

export function widen(place: SpanPlace, other: SpanPlace): SpanPlace {
  if (isNowhere(other)) return place
  if (isNowhere(place)) return other
  const isKnown =
    other.firstMinute >= place.firstMinute &&
    other.lastMinute <= place.lastMinute &&
    other.experiments.every((id) => place.experiments.includes(id))
  if (isKnown) return place
  return {
    experiments: [...new Set([...place.experiments, ...other.experiments])],
    firstMinute: Math.min(place.firstMinute, other.firstMinute),
    lastMinute: Math.max(place.lastMinute, other.lastMinute),
  }
}

/** Takes note of where a span of a trace lies. */
export function widenAt(
  places: Map<TraceId, SpanPlace>,
  { traceId, experimentId, startNanos }: Pick<Span, 'traceId' | 'experimentId' | 'startNanos'>,
): void {
  const minute = minuteOfNanos(startNanos)
  const known = places.get(traceId)
  if (known !== undefined && minute >= known.firstMinute && minute <= known.lastMinute) {
    if (known.experiments.includes(experimentId)) return
  }
  const place = { experiments: [experimentId], firstMinute: minute, lastMinute: minute }
  places.set(traceId, known === undefined ? place : widen(known, place))
}

export function mergePlaces(all: readonly ReadonlyMap<TraceId, SpanPlace>[]): ReadonlyMap<TraceId, SpanPlace> {
  const [only] = all
  if (all.length === 1) return only!
  const merged = new Map<TraceId, SpanPlace>()
  for (const places of all) {
    for (const [id, place] of places) merged.set(id, widen(merged.get(id) ?? NOWHERE, place))
  }
  return merged
}

export const SPAN_MINUTE = 'intDiv(start_nanos, 60000000000)'

/** SQL over `spans`: the rows that may be of traces at `place`, in the order of the table's key. */
export function withinPlace(place: SpanPlace, binder: Binder): string {
  const experiments = binder.bind(place.experiments, 'Array(String)')
  const first = binder.bind(place.firstMinute, 'UInt64')
  const last = binder.bind(place.lastMinute, 'UInt64')
  return `experiment_id IN ${experiments} AND ${SPAN_MINUTE} BETWEEN ${first} AND ${last}`
}
