import type { AttributeValue } from '@loupe-ai/model'

import { CAPTURE_LIMITS, type CaptureLimits } from './capture-limits.ts'
import { toJsonText } from './to-json-text.ts'

const MIN_INT64 = -(2n ** 63n)
const MAX_INT64 = 2n ** 63n - 1n
const MAX_LIST_ITEMS = 1000

/**
 * What any value becomes as an attribute, copied now. A number without a fraction is an integer, as OpenTelemetry's
 * JavaScript exporters have it, since JavaScript cannot tell `5` from `5.0`. Objects become JSON text; undefined stays
 * undefined: no attribute.
 */
export function toAttributeValue(value: unknown, limits: CaptureLimits = CAPTURE_LIMITS): AttributeValue | undefined {
  if (typeof value !== 'object') return scalarOf(value, limits) ?? toJsonText(value, limits)
  if (Array.isArray(value)) return listOf(value, limits)
  if (value instanceof Uint8Array) return value.slice(0, limits.maxTextCharacters)
  return toJsonText(value, limits)
}

function scalarOf(value: unknown, limits: CaptureLimits): AttributeValue | undefined {
  switch (typeof value) {
    case 'string':
      return value.length <= limits.maxTextCharacters ? value : `${value.slice(0, limits.maxTextCharacters)}…`
    case 'boolean':
      return value
    case 'number':
      return Number.isSafeInteger(value) ? BigInt(value) : value
    case 'bigint':
      return value >= MIN_INT64 && value <= MAX_INT64 ? value : String(value)
    default:
      return undefined
  }
}

function listOf(list: readonly unknown[], limits: CaptureLimits): AttributeValue | undefined {
  if (list.length > MAX_LIST_ITEMS) return toJsonText(list, limits)
  const items: AttributeValue[] = []
  for (const item of list) {
    const scalar = item == null ? null : scalarOf(item, limits)
    if (scalar === undefined) return toJsonText(list, limits)
    items.push(scalar)
  }
  return items
}
