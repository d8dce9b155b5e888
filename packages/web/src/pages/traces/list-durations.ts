import type { TraceInfo } from '@loupe-ai/model'

// A percentile of fewer would be one trace's duration under a grand name.
const ENOUGH = 5

export interface ListDurations {
  readonly count: number
  readonly p50Millis: number
  readonly p95Millis: number
}

/** Percentiles (nearest rank) of the traces that have ended; undefined when they are too few to say anything. */
export function durationsOf(rows: readonly TraceInfo[]): ListDurations | undefined {
  const millis = rows.flatMap((row) => row.durationMillis ?? []).toSorted((left, right) => left - right)
  if (millis.length < ENOUGH) return undefined
  const at = (share: number): number => millis[Math.ceil(share * millis.length) - 1]!
  return { count: millis.length, p50Millis: at(0.5), p95Millis: at(0.95) }
}
