import type { TimeInput } from '@opentelemetry/api'

/** OpenTelemetry's ways to say a time, as nanoseconds since 1970. A small number is a reading of `performance.now()`. */
export function nanosOfTimeInput(time: TimeInput | bigint): bigint {
  if (typeof time === 'bigint') return time
  if (Array.isArray(time)) return BigInt(time[0]) * 1_000_000_000n + BigInt(Math.round(time[1]))
  const millis =
    time instanceof Date ? time.getTime() : time < performance.timeOrigin ? performance.timeOrigin + time : time
  const whole = Math.trunc(millis)
  return BigInt(whole) * 1_000_000n + BigInt(Math.round((millis - whole) * 1e6))
}

export const isTimeInput = (value: unknown): value is TimeInput =>
  typeof value === 'number' ||
  value instanceof Date ||
  (Array.isArray(value) && value.length === 2 && value.every((part) => typeof part === 'number'))
