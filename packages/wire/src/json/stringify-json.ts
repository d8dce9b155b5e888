import { toBase64 } from '../bytes/base64.ts'

/**
 * JSON.stringify for plain data, except that a bigint is written as its digits, a Uint8Array as base64 and NaN and the
 * infinities as texts. Undefined fields are left out, undefined elements are null. Throws a RangeError for data nested
 * more than some thousand levels deep, cycles included.
 */
export function stringifyJson(value: unknown): string {
  return write(value) ?? 'null'
}

function write(value: unknown): string | undefined {
  switch (typeof value) {
    case 'string':
      return JSON.stringify(value)
    case 'number':
      return Number.isFinite(value) ? (Object.is(value, -0) ? '-0' : String(value)) : `"${value}"`
    case 'bigint':
    case 'boolean':
      return String(value)
    case 'object':
      return value === null ? 'null' : writeObject(value)
    default:
      return undefined
  }
}

function writeObject(value: object): string {
  if (Array.isArray(value)) return `[${value.map((element) => write(element) ?? 'null').join(',')}]`
  if (value instanceof Uint8Array) return `"${toBase64(value)}"`
  let fields = ''
  for (const key of Object.keys(value)) {
    const text = write((value as Record<string, unknown>)[key])
    if (text !== undefined) fields += `${fields === '' ? '' : ','}${JSON.stringify(key)}:${text}`
  }
  return `{${fields}}`
}
