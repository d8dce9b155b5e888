/** Milliseconds since 1970 of `2026-11-24`, `2026-11-24T10:00Z`, milliseconds, or `7d`, `12h`, `30m` ago; else undefined. */
export function readMoment(text: string, nowMillis: number): number | undefined {
  const ago = /^(\d{1,6})([dhm])$/.exec(text)
  if (ago !== null) return nowMillis - Number(ago[1]) * UNIT_MILLIS[ago[2] as keyof typeof UNIT_MILLIS]
  if (/^\d{10,15}$/.test(text)) return Number(text)
  const millis = /^\d{4}-\d{2}-\d{2}/.test(text) ? Date.parse(text) : Number.NaN
  return Number.isNaN(millis) ? undefined : millis
}

const UNIT_MILLIS = { d: 86_400_000, h: 3_600_000, m: 60_000 } as const
