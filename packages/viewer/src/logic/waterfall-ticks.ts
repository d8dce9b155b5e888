import { formatDuration } from '../format/duration.ts'

export interface Tick {
  /** Where it stands, 0 to 1. */
  readonly at: number
  readonly label: string
}

const MINUTE = 60_000
const HOUR = 60 * MINUTE
/** Steps that people count in, above ten seconds; below it is 1, 2 and 5 in every decade. */
const LONG_STEPS = [
  15_000,
  30_000,
  MINUTE,
  2 * MINUTE,
  5 * MINUTE,
  10 * MINUTE,
  15 * MINUTE,
  30 * MINUTE,
  HOUR,
  2 * HOUR,
  6 * HOUR,
  12 * HOUR,
]

/** Round points in time within `totalMillis`, 0 among them, at most `maxTicks`. */
export function waterfallTicks(totalMillis: number, maxTicks: number): Tick[] {
  if (!(totalMillis > 0) || maxTicks < 1) return []
  const step = roundStep(totalMillis / maxTicks)
  const ticks: Tick[] = []
  for (let count = 0; count * step < totalMillis && ticks.length < maxTicks; count++) {
    const millis = count * step
    ticks.push({ at: millis / totalMillis, label: count === 0 ? '0' : shortDuration(millis) })
  }
  return ticks
}

/** Of JetBrains Mono at the size of the labels, and the room before and behind one, in pixels. */
const CHARACTER_PIXELS = 6.4
const ROOM_PIXELS = 6

/** Those of `ticks` whose labels are whole within `widthPixels` and do not run into the label before. */
export function tickLabelsThatFit(ticks: readonly Tick[], widthPixels: number): Tick[] {
  let free = 0
  return ticks.filter(({ at, label }) => {
    const from = at * widthPixels
    const to = from + label.length * CHARACTER_PIXELS + ROOM_PIXELS
    if (from < free || to > widthPixels) return false
    free = to
    return true
  })
}

/** The steps are round: digits behind the point are there only where they say something. */
const shortDuration = (millis: number): string =>
  formatDuration(millis).replace(/\.(\d*?)0+ s$/, (_all, digits: string) => (digits === '' ? ' s' : `.${digits} s`))

function roundStep(least: number): number {
  if (least > 10_000) return LONG_STEPS.find((step) => step >= least) ?? Math.ceil(least / (24 * HOUR)) * 24 * HOUR
  const decade = 10 ** Math.floor(Math.log10(least))
  // A hair of room, so that 0.30000000000000004 still fits into 0.3.
  return ([1, 2, 5, 10].find((factor) => factor * decade >= least * 0.999_999) ?? 10) * decade
}
