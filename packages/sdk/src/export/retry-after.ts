const MAX_MILLIS = 5 * 60_000

/**
 * The header Retry-After (RFC 9110 §10.2.3): seconds or a date, as milliseconds from `nowMillis`; at most five minutes,
 * undefined when absent or neither.
 */
export function retryAfterMillis(header: string | null, nowMillis: number): number | undefined {
  if (header === null) return undefined
  const text = header.trim()
  const millis = /^\d+(\.\d+)?$/.test(text) ? Number(text) * 1000 : Date.parse(text) - nowMillis
  return Number.isNaN(millis) ? undefined : Math.min(MAX_MILLIS, Math.max(0, millis))
}
