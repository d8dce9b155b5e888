import type { AttributeValue } from '@loupe-ai/model'
import { toBase64 } from '../bytes/base64.ts'
import { MAX_ATTRIBUTE_DEPTH } from './parse-attribute-json.ts'

/**
 * Writes an attribute value as JSON that `parseAttributeJson` reads back: a bigint as `5`, an integral double as `5.0`;
 * NaN and the infinities as texts, bytes as base64. Throws a RangeError for more than 200 levels, cycles included.
 */
export function stringifyAttributeJson(value: AttributeValue): string {
  return write(value, 0)
}

function write(value: AttributeValue, depth: number): string {
  if (typeof value === 'string') return JSON.stringify(value)
  if (typeof value === 'number') return doubleText(value)
  if (typeof value !== 'object' || value === null) return String(value)
  if (value instanceof Uint8Array) return `"${toBase64(value)}"`
  if (depth === MAX_ATTRIBUTE_DEPTH)
    throw new RangeError(`a value is nested more than ${MAX_ATTRIBUTE_DEPTH} levels deep`)
  if (isList(value)) return `[${value.map((element) => write(element, depth + 1)).join(',')}]`
  const fields = Object.keys(value).map((key) => `${JSON.stringify(key)}:${write(value[key]!, depth + 1)}`)
  return `{${fields.join(',')}}`
}

function doubleText(value: number): string {
  if (!Number.isFinite(value)) return `"${value}"`
  if (Object.is(value, -0)) return '-0.0'
  const text = String(value)
  return /^-?\d+$/.test(text) ? `${text}.0` : text
}

const isList = (
  value: Exclude<AttributeValue, string | number | bigint | boolean | null>,
): value is readonly AttributeValue[] => Array.isArray(value)
