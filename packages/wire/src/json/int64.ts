const MIN_INT64 = -(2n ** 63n)
const MAX_INT64 = 2n ** 63n - 1n
const MAX_UINT64 = 2n ** 64n - 1n

export const isInt64 = (value: bigint): boolean => value >= MIN_INT64 && value <= MAX_INT64

/**
 * An integer of 64 bits, with or without a sign, as JSON may give it: whole numbers, bigints and texts of digits; undefined
 * for anything else.
 */
export function int64From(value: unknown): bigint | undefined {
  const integer = integerFrom(value)
  return integer !== undefined && integer >= MIN_INT64 && integer <= MAX_UINT64 ? integer : undefined
}

function integerFrom(value: unknown): bigint | undefined {
  if (typeof value === 'bigint') return value
  if (typeof value === 'number') return Number.isInteger(value) ? BigInt(value) : undefined
  return typeof value === 'string' && /^[+-]?\d{1,20}$/.test(value) ? BigInt(value.replace('+', '')) : undefined
}
