import { type UnixMillis, unixMillis } from '@loupe-ai/model'

const PATTERN = /^(\d{4})-(\d\d)-(\d\d)[Tt](\d\d):(\d\d):(\d\d)(?:\.(\d{1,9}))?(?:[Zz]|([+-])(\d\d):(\d\d))$/
const MAX_OFFSET_MINUTES = 24 * 60

/** google.protobuf.Timestamp as JSON has it: RFC 3339 in UTC; whole seconds have no fraction, others three digits. */
export const timestampText = (millis: UnixMillis): string => new Date(millis).toISOString().replace('.000Z', 'Z')

/** Milliseconds of an RFC 3339 time with any offset and up to nine digits, the rest cut off; undefined if it is none. */
export function millisOfTimestamp(text: string): UnixMillis | undefined {
  const match = PATTERN.exec(text)
  if (match === null) return undefined
  const [year, month, day, hour, minute, second] = match.slice(1, 7).map(Number) as [
    number,
    number,
    number,
    number,
    number,
    number,
  ]
  const atMidnight = new Date(0)
  // Not Date.UTC, which takes the years 0 to 99 for 1900 to 1999.
  atMidnight.setUTCFullYear(year, month - 1, day)
  const isRealDay = atMidnight.getUTCMonth() === month - 1 && atMidnight.getUTCDate() === day
  if (!isRealDay || hour > 23 || minute > 59 || second > 59) return undefined
  const offsetMinutes = Number(match[9] ?? 0) * 60 + Number(match[10] ?? 0)
  if (offsetMinutes >= MAX_OFFSET_MINUTES) return undefined
  const east = match[8] === '-' ? -offsetMinutes : offsetMinutes
  const fractionMillis = Number((match[7] ?? '').padEnd(3, '0').slice(0, 3))
  return unixMillis(atMidnight.getTime() + ((hour * 60 + minute - east) * 60 + second) * 1000 + fractionMillis)
}
