import { badPayload } from '../error-body.ts'
import type { ApiFailure } from '../error-body.ts'
import { isObject } from '../json.ts'
import type { Json, JsonObject } from '../json.ts'
import type { Fields, FieldType } from './field-types.ts'

interface Violation {
  field: string
  description: string
}

const PACKAGE = 'type.googleapis.com/google.ai.generativelanguage.v1beta'
const TYPE_NAMES = {
  string: 'TYPE_STRING',
  number: 'TYPE_FLOAT',
  integer: 'TYPE_INT32',
  boolean: 'TYPE_BOOL',
  bytes: 'TYPE_BYTES',
}

const toCamelCase = (name: string): string => name.replace(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase())
const toSnakeCase = (name: string): string => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)

/**
 * Reads `body` the way the service's JSON reader does: names in camelCase or snake_case, null is absent, a lone object
 * stands for a list of one, integers may be strings. Gives the message with camelCase names, or the 400 that lists
 * every unknown name and wrong type. `T` must be the shape that `fields` describes.
 */
export function readMessage<T extends object>(body: JsonObject, fields: Fields): T | ApiFailure {
  const violations: Violation[] = []
  const value = readFields(body, fields, '', violations)
  return violations.length > 0 ? badPayload(violations) : (value as T)
}

function readFields(body: JsonObject, fields: Fields, path: string, violations: Violation[]): JsonObject {
  const read: JsonObject = {}
  for (const [name, value] of Object.entries(body)) {
    const camelCase = toCamelCase(name)
    const type = Object.hasOwn(fields, camelCase) ? fields[camelCase] : undefined
    if (!type) {
      const place = path === '' ? '' : ` at '${path}'`
      const description = `Invalid JSON payload received. Unknown name ${JSON.stringify(name)}${place}: Cannot find field.`
      violations.push({ ...(path !== '' && { field: path }), description } as Violation)
    } else if (value !== null) {
      const fieldPath = path === '' ? toSnakeCase(camelCase) : `${path}.${toSnakeCase(camelCase)}`
      const field = readField(value, type, fieldPath, violations)
      if (field !== undefined) read[camelCase] = field
    }
  }
  return read
}

function readField(value: Json, type: FieldType, path: string, violations: Violation[]): Json | undefined {
  const refuse = (typeName: string): undefined => {
    const description = `Invalid value at '${path}' (${typeName}), ${JSON.stringify(value).slice(0, 200)}`
    violations.push({ field: path, description })
  }
  switch (type.kind) {
    case 'free':
      return value
    case 'string':
    case 'bytes':
      return typeof value === 'string' ? value : refuse(TYPE_NAMES[type.kind])
    case 'boolean':
      return typeof value === 'boolean' ? value : refuse(TYPE_NAMES.boolean)
    case 'number':
    case 'integer': {
      const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value
      const fits =
        typeof number === 'number' && Number.isFinite(number) && (type.kind === 'number' || Number.isInteger(number))
      return fits ? number : refuse(TYPE_NAMES[type.kind])
    }
    case 'enum': {
      const name = typeof value === 'string' ? value.toUpperCase() : ''
      return type.values.includes(name) ? name : refuse(`${PACKAGE}.${type.name}`)
    }
    case 'list':
      if (!Array.isArray(value))
        return isObject(value) ? keep([readField(value, type.of, path, violations)]) : refuse('list')
      return keep(value.map((item, index) => readField(item, type.of, `${path}[${index}]`, violations)))
    case 'map':
      if (!isObject(value)) return refuse('map')
      return Object.fromEntries(
        Object.entries(value).map(([key, item]) => [
          key,
          readField(item, type.of, `${path}[${key}]`, violations) ?? null,
        ]),
      )
    case 'message':
      return isObject(value) ? readFields(value, type.fields(), path, violations) : refuse('message')
  }
}

const keep = (items: readonly (Json | undefined)[]): Json[] => items.filter((item) => item !== undefined)
