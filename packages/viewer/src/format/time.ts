const SECOND = 1000
const MINUTE = 60 * SECOND
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

/**
 * How long ago `millis` was, seen from `nowMillis` (both since 1970 UTC): `just now`, `12 s ago`, `2 min ago`, `3 h ago`,
 * `5 d ago`; from 30 days on the date. A clock that runs ahead by less than a minute is `just now`.
 */
export function formatAgo(millis: number, nowMillis: number, timeZone?: string): string {
  const age = nowMillis - millis
  if (age < -MINUTE) return formatDateTime(millis, timeZone)
  if (age < 5 * SECOND) return 'just now'
  if (age < MINUTE) return `${Math.floor(age / SECOND)} s ago`
  if (age < HOUR) return `${Math.floor(age / MINUTE)} min ago`
  if (age < DAY) return `${Math.floor(age / HOUR)} h ago`
  if (age < 30 * DAY) return `${Math.floor(age / DAY)} d ago`
  return formatDate(millis, timeZone)
}

/** `2026-11-24 12:04:12.345`; in the reader's time zone unless told (an IANA name). */
export function formatDateTime(millis: number, timeZone?: string): string {
  const fraction = String(((Math.floor(millis) % SECOND) + SECOND) % SECOND).padStart(3, '0')
  return `${formatDate(millis, timeZone)} ${formatClock(millis, timeZone)}.${fraction}`
}

/** `12:04:12` */
export const formatClock = (millis: number, timeZone?: string): string => {
  const at = parts(millis, timeZone)
  return `${at.hour}:${at.minute}:${at.second}`
}

/** `2026-11-24` */
export const formatDate = (millis: number, timeZone?: string): string => {
  const at = parts(millis, timeZone)
  return `${at.year}-${at.month}-${at.day}`
}

type DateParts = Record<'year' | 'month' | 'day' | 'hour' | 'minute' | 'second', string>

function parts(millis: number, timeZone: string | undefined): DateParts {
  const format = new Intl.DateTimeFormat('en-CA', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
  })
  return Object.fromEntries(format.formatToParts(millis).map((part) => [part.type, part.value])) as DateParts
}
