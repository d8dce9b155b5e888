/** Reads nanoseconds since 1970; never goes backwards. */
export interface TraceClock {
  nowNanos(): bigint
}

const TOLERATED_DRIFT_MILLIS = 50

/**
 * A clock for one trace: anchored to the wall clock when it starts, then driven by the monotonic one, so that spans of a
 * trace keep their order and lengths when the wall clock is set.
 */
export function startClock(): TraceClock {
  const anchorMillis = performance.now()
  const anchorNanos = wallNanos(anchorMillis)
  return {
    nowNanos: () => anchorNanos + nanosOf(performance.now() - anchorMillis),
  }
}

const ORIGIN_MILLIS = performance.timeOrigin
const ORIGIN_NANOS = nanosOf(ORIGIN_MILLIS)

function wallNanos(sinceOriginMillis: number): bigint {
  const wallMillis = Date.now()
  // The monotonic clock is finer, but stands still while a machine sleeps and does not follow a corrected clock.
  if (Math.abs(ORIGIN_MILLIS + sinceOriginMillis - wallMillis) > TOLERATED_DRIFT_MILLIS)
    return BigInt(wallMillis) * 1_000_000n
  return ORIGIN_NANOS + nanosOf(sinceOriginMillis)
}

/** Longer times are split, because their nanoseconds have more digits than a double keeps. */
function nanosOf(millis: number): bigint {
  const nanos = Math.round(millis * 1e6)
  if (Number.isSafeInteger(nanos)) return BigInt(nanos)
  const whole = Math.trunc(millis)
  return BigInt(whole) * 1_000_000n + BigInt(Math.round((millis - whole) * 1e6))
}
