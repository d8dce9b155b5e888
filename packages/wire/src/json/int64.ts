const MIN_INT64 = -(2n ** 63n)
const MAX_INT64 = 2n ** 63n - 1n

export const isInt64 = (value: bigint): boolean => value >= MIN_INT64 && value <= MAX_INT64

/** An integer as JSON may give it: whole numbers, bigints and texts of digits; undefined for anything else. */
export function int64From(value: unknown): bigint | undefined {
  if (typeof value === 'bigint') return value
  if (typeof value === 'number') return Number.isInteger(value) ? BigInt(value) : undefined
  return typeof value === 'string' && /^[+-]?\d{1,20}$/.test(value) ? BigInt(value.replace('+', '')) : undefined
}
