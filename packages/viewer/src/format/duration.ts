const SECOND = 1000
const MINUTE = 60 * SECOND
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

/** From here on seconds read better than three digits of milliseconds. */
const SECONDS_FROM_MILLIS = 500

/** `0.4 ms`, `240 ms`, `0.61 s`, `3.42 s`, `48.1 s`, `10 min`, `1 min 12 s`, `2 h 05 min`, `3 d 04 h`; `–` for what is not known. */
export function formatDuration(millis: number | undefined): string {
  if (millis === undefined || !Number.isFinite(millis)) return '–'
  if (millis < 0) return `-${formatDuration(-millis)}`
  if (millis === 0) return '0 ms'
  if (millis < 9.95) return `${trimZero(millis.toFixed(millis < 0.1 ? 3 : 1))} ms`
  if (millis < SECONDS_FROM_MILLIS) return `${Math.round(millis)} ms`
  if (millis < 9995) return `${(millis / SECOND).toFixed(2)} s`
  if (millis < 59_950) return `${(millis / SECOND).toFixed(1)} s`
  const seconds = Math.round(millis / SECOND)
  if (seconds * SECOND < HOUR) return pair(Math.floor(seconds / 60), 'min', seconds % 60, 's')
  const minutes = Math.round(millis / MINUTE)
  if (minutes * MINUTE < DAY) return pair(Math.floor(minutes / 60), 'h', minutes % 60, 'min')
  const hours = Math.round(millis / HOUR)
  return pair(Math.floor(hours / 24), 'd', hours % 24, 'h')
}

const pair = (large: number, largeUnit: string, small: number, smallUnit: string): string =>
  small === 0 ? `${large} ${largeUnit}` : `${large} ${largeUnit} ${String(small).padStart(2, '0')} ${smallUnit}`

const trimZero = (digits: string): string => digits.replace(/\.0+$/, '')
