import type { TimeInput } from '@opentelemetry/api'

const MAX_NANOS = 2n ** 63n - 1n

/**
 * OpenTelemetry's ways to say a time, as nanoseconds since 1970. A small number is a reading of `performance.now()`.
 * Undefined for what is no time, or none that a span can hold.
 */
export function nanosOfTimeInput(time: unknown): bigint | undefined {
  const nanos = typeof time === 'bigint' ? time : isTimeInput(time) ? readTimeInput(time) : undefined
  return nanos !== undefined && nanos >= 0n && nanos <= MAX_NANOS ? nanos : undefined
}

function readTimeInput(time: TimeInput): bigint | undefined {
  if (Array.isArray(time)) {
    if (!time.every(Number.isFinite)) return undefined
    return BigInt(Math.trunc(time[0])) * 1_000_000_000n + BigInt(Math.round(time[1]))
  }
  const millis =
    time instanceof Date ? time.getTime() : time < performance.timeOrigin ? performance.timeOrigin + time : time
  if (!Number.isFinite(millis)) return undefined
  const whole = Math.trunc(millis)
  return BigInt(whole) * 1_000_000n + BigInt(Math.round((millis - whole) * 1e6))
}

export const isTimeInput = (value: unknown): value is TimeInput =>
  typeof value === 'number' ||
  value instanceof Date ||
  (Array.isArray(value) && value.length === 2 && value.every((part) => typeof part === 'number'))
