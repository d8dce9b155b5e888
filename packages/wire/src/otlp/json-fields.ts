import { int64From } from '../json/int64.ts'

/** JSON that is not OTLP. Thrown inside the decoder only; its entry points turn it into a value. */
export class OtlpJsonError extends Error {
  readonly path: string[] = []
}

export type JsonFields = Readonly<Record<string, unknown>>

/** The field in camelCase, as OTLP writes it, or in snake_case, as protobuf's printers may; null means absent. */
export function fieldOf(fields: JsonFields, camel: string, snake: string = camel): unknown {
  return (
    (Object.hasOwn(fields, camel) ? fields[camel] : Object.hasOwn(fields, snake) ? fields[snake] : undefined) ??
    undefined
  )
}

export function fieldsFrom(value: unknown, name: string): JsonFields {
  if (value === undefined || value === null) return {}
  if (typeof value !== 'object' || Array.isArray(value)) throw wrong(name, 'an object')
  return value as JsonFields
}

/**
 * Reads each element; an error inside names the element's place, and ends the reading unless `setApart` takes it.
 */
export function listFrom<T>(
  value: unknown,
  name: string,
  read: (fields: JsonFields, index: number) => T,
  setApart?: (error: OtlpJsonError) => void,
): T[] {
  if (value === undefined) return []
  if (!Array.isArray(value)) throw wrong(name, 'an array')
  const results: T[] = []
  for (const [index, element] of value.entries()) {
    try {
      results.push(read(fieldsFrom(element, 'element'), index))
    } catch (error) {
      if (!(error instanceof OtlpJsonError)) throw error
      error.path.unshift(`${name}[${index}]`)
      if (setApart === undefined) throw error
      setApart(error)
    }
  }
  return results
}

export function textFrom(value: unknown, name: string): string {
  if (value === undefined) return ''
  if (typeof value !== 'string') throw wrong(name, 'a string')
  return value
}

export function int64FieldFrom(value: unknown, name: string): bigint {
  if (value === undefined) return 0n
  const integer = int64From(value)
  if (integer === undefined) throw wrong(name, 'a whole number of 64 bits or its digits')
  return integer
}

/** An enum by number, by digits or by name; a name that `names` does not have is 0. */
export function enumFrom(value: unknown, prefix: string, names: readonly string[]): number {
  const number = int64From(value)
  if (number !== undefined) return Number(BigInt.asIntN(32, number))
  return typeof value === 'string' ? Math.max(0, names.indexOf(value.replace(prefix, ''))) : 0
}

export function wrong(name: string, expected: string): OtlpJsonError {
  const error = new OtlpJsonError(`expected ${expected}`)
  error.path.push(name)
  return error
}
