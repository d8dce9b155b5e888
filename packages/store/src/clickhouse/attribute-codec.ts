import type { Attributes, AttributeValue } from '@loupe-ai/model'

/**
 * Attribute values as JSON text that gives back exactly the same values, and that SQL can read: integers are bare
 * (`5`), doubles always show a point or an exponent (`5.0`), and what JSON cannot say is an object with a marked key:
 * `{"$bytes":"<base64>"}`, `{"$double":"NaN"}`. A key that itself begins with `$` gets a second one.
 */
export function encodeAttributes(value: AttributeValue): string {
  if (value === null) return 'null'
  switch (typeof value) {
    case 'string':
      return JSON.stringify(value)
    case 'boolean':
    case 'bigint':
      return String(value)
    case 'number':
      return encodeDouble(value)
    default:
      return encodeCompound(value)
  }
}

/** Throws a SyntaxError unless `text` was made by `encodeAttributes`. */
export function decodeAttributes(text: string): AttributeValue {
  return parse(text, (_key, value, { source }) => revive(value, source)) as AttributeValue
}

/** As `decodeAttributes`, for text that holds a map; an empty text is an empty map. */
export const decodeAttributeMap = (text: string): Attributes =>
  text === '' ? {} : (decodeAttributes(text) as Attributes)

function encodeDouble(value: number): string {
  if (!Number.isFinite(value)) return `{"$double":"${value}"}`
  if (Object.is(value, -0)) return '-0.0'
  const text = String(value)
  return /[.e]/.test(text) ? text : `${text}.0`
}

function encodeCompound(value: Exclude<AttributeValue, string | boolean | bigint | number | null>): string {
  if (value instanceof Uint8Array) {
    return `{"$bytes":"${Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString('base64')}"}`
  }
  if (isList(value)) return `[${value.map(encodeAttributes).join(',')}]`
  let text = ''
  for (const key of Object.keys(value)) {
    text += `${text === '' ? '{' : ','}${encodeKey(key)}:${encodeAttributes(value[key]!)}`
  }
  return text === '' ? '{}' : `${text}}`
}

const PLAIN_KEY = /^[a-zA-Z_][\w.-]*$/

const encodeKey = (key: string): string =>
  PLAIN_KEY.test(key) ? `"${key}"` : JSON.stringify(key.startsWith('$') ? `$${key}` : key)

const isList = (value: object): value is readonly AttributeValue[] => Array.isArray(value)

type Reviver = (key: string, value: unknown, context: { readonly source?: string }) => unknown

// The third argument, with a number's text as it was written, is newer than the declarations of the language.
const parse = JSON.parse as (text: string, reviver: Reviver) => unknown

function revive(value: unknown, source: string | undefined): unknown {
  if (typeof value === 'number') return /^-?\d+$/.test(source!) ? BigInt(source!) : value
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value
  const entries = Object.entries(value)
  if (!entries.some(([key]) => key.startsWith('$'))) return value
  const [key, inner] = entries[0]!
  if (key === '$bytes') return new Uint8Array(Buffer.from(inner as string, 'base64'))
  if (key === '$double') return Number(inner)
  return Object.fromEntries(entries.map(([key, inner]) => [key.startsWith('$') ? key.slice(1) : key, inner]))
}
