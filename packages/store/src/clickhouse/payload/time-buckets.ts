const NANOS_PER_MINUTE = 60_000_000_000n
const NANOS_PER_DAY = 86_400_000_000_000n

/** Days since 1970, in UTC. */
export const dayOfNanos = (nanos: bigint): number => Number(nanos / NANOS_PER_DAY)

/** Minutes since 1970. */
export const minuteOfNanos = (nanos: bigint): number => Number(nanos / NANOS_PER_MINUTE)
