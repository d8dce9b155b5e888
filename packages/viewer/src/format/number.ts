/** `1284` → `1,284`; `–` for what is not known. */
export const formatCount = (count: number | bigint | undefined): string =>
  count === undefined ? '–' : String(count).replace(/\B(?=(\d{3})+(?!\d))/g, ',')

/** A count and its noun: `1 call`, `4 calls`. `plural` only where an `s` is not enough. */
export const formatPlural = (count: number, noun: string, plural = `${noun}s`): string =>
  `${formatCount(count)} ${count === 1 ? noun : plural}`

const UNITS = ['kB', 'MB', 'GB', 'TB'] as const

/** `512 B`, `1.2 kB`, `34 MB`: steps of 1000. */
export function formatBytes(bytes: number | undefined): string {
  if (bytes === undefined) return '–'
  if (bytes < 1000) return `${bytes} B`
  let value = bytes
  let unit: string = 'B'
  for (const next of UNITS) {
    if (value < 999.5) break
    value /= 1000
    unit = next
  }
  return `${value < 9.95 ? value.toFixed(1) : Math.round(value)} ${unit}`
}
