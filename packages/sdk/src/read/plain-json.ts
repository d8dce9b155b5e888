import type { Attributes, AttributeValue } from '@loupe-ai/model'
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

/** Attributes as people compare them: an integer is a number, and a bigint only where a number would lose digits. */
export const readableAttributes = (attributes: Attributes): Attributes =>
  Object.fromEntries(Object.entries(attributes).map(([key, value]) => [key, readable(value)]))

function readable(value: AttributeValue): AttributeValue {
  if (typeof value === 'bigint') return isSafe(value) ? Number(value) : value
  if (typeof value !== 'object' || value === null || value instanceof Uint8Array) return value
  if (Array.isArray(value)) return value.map(readable)
  return readableAttributes(value as Attributes)
}

const isSafe = (value: bigint): boolean =>
  value >= BigInt(Number.MIN_SAFE_INTEGER) && value <= BigInt(Number.MAX_SAFE_INTEGER)
