const PATTERN = /^(-?)(\d{1,12})(?:\.(\d{1,9}))?s$/
const NANOS_PER_MILLI = 1e6
const NANOS_PER_SECOND = 1_000_000_000n

/** google.protobuf.Duration as JSON has it: seconds with `s` and 0, 3, 6 or 9 digits of fraction, as many as needed. */
export function durationText(millis: number): string {
  const nanos = BigInt(Math.round(millis * NANOS_PER_MILLI))
  const sign = nanos < 0n ? '-' : ''
  const size = nanos < 0n ? -nanos : nanos
  const fraction = String(size % NANOS_PER_SECOND)
    .padStart(9, '0')
    .replace(/(?:000){1,3}$/, '')
  return `${sign}${size / NANOS_PER_SECOND}${fraction === '' ? '' : `.${fraction}`}s`
}

/** Milliseconds, with their fraction; undefined if `text` is no duration. */
export function millisOfDuration(text: string): number | undefined {
  const match = PATTERN.exec(text)
  if (match === null) return undefined
  const millis = Number(match[2]) * 1000 + Number((match[3] ?? '').padEnd(9, '0')) / NANOS_PER_MILLI
  return match[1] === '-' ? -millis : millis
}
