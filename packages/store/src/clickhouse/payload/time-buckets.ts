const NANOS_PER_MICRO = 1000n
const NANOS_PER_MINUTE = 60_000_000_000n
const NANOS_PER_DAY = 86_400_000_000_000n
const MICROS_PER_MINUTE = 60_000_000
const MICROS_PER_DAY = 86_400_000_000

/** When something began, in the units by which rows are placed: each counted since 1970, in UTC. */
export interface TimeBuckets {
  readonly day: number
  readonly minute: number
  /** Exact until the year 2255. */
  readonly micros: number
}

export function bucketsOf(nanos: bigint): TimeBuckets {
  const micros = Number(nanos / NANOS_PER_MICRO)
  // Numbers are exact up to here, and many times faster than big integers.
  if (micros > Number.MAX_SAFE_INTEGER) {
    return { day: Number(nanos / NANOS_PER_DAY), minute: Number(nanos / NANOS_PER_MINUTE), micros }
  }
  return { day: Math.floor(micros / MICROS_PER_DAY), minute: Math.floor(micros / MICROS_PER_MINUTE), micros }
}

export const dayOfNanos = (nanos: bigint): number => bucketsOf(nanos).day

export const minuteOfNanos = (nanos: bigint): number => bucketsOf(nanos).minute
