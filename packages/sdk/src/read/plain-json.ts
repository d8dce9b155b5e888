import { toBase64 } from '@loupe-ai/wire'

/**
 * A value as `JSON.stringify` takes it: an integer that a number cannot hold becomes its digits as a text, one that it can
 * a number, bytes base64. For attributes, and for documents that were read with every digit.
 */
export function plainJson(value: unknown): unknown {
  if (typeof value === 'bigint') return isSafe(value) ? Number(value) : String(value)
  if (typeof value !== 'object' || value === null) return value
  if (value instanceof Uint8Array) return toBase64(value)
  if (Array.isArray(value)) return value.map(plainJson)
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, plainJson(inner)]))
}

const isSafe = (value: bigint): boolean =>
  value >= BigInt(Number.MIN_SAFE_INTEGER) && value <= BigInt(Number.MAX_SAFE_INTEGER)
