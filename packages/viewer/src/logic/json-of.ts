import type { AttributeValue } from '@loupe-ai/model'
import { isJsonObject, readJson, type JsonObject, type JsonValue } from '../kit/json-value.ts'

/** The value of a JSON text; a text that is none stands for itself. `undefined` stays so. */
export function jsonOf(text: string | undefined): JsonValue | undefined {
  if (text === undefined) return undefined
  try {
    return readJson(text)
  } catch {
    return text
  }
}

/** An attribute as JSON has it; bytes become `base64:…`. A text that holds an object or a list is taken as that. */
export function jsonOfAttribute(value: AttributeValue): JsonValue {
  if (typeof value === 'string') return /^\s*[[{]/.test(value) ? jsonOf(value)! : value
  if (value instanceof Uint8Array) return `base64:${base64(value)}`
  if (Array.isArray(value)) return value.map(jsonOfAttribute)
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, jsonOfAttribute(part)]))
  }
  return value as JsonValue
}

function base64(bytes: Uint8Array): string {
  let binary = ''
  for (const byte of bytes) binary += String.fromCharCode(byte)
  return btoa(binary)
}

/** The value under the first of `keys` that is there; for the camelCase and snake_case of one field. */
export function at(value: JsonValue | undefined, ...keys: string[]): JsonValue | undefined {
  if (!isJsonObject(value)) return undefined
  for (const key of keys) if (Object.hasOwn(value, key) && value[key] !== null) return value[key]
  return undefined
}

export function textOf(value: JsonValue | undefined, ...keys: string[]): string | undefined {
  const found = at(value, ...keys)
  return typeof found === 'string' ? found : undefined
}

export function listOf(value: JsonValue | undefined, ...keys: string[]): readonly JsonValue[] | undefined {
  const found = at(value, ...keys)
  return Array.isArray(found) ? found : undefined
}

export function objectOf(value: JsonValue | undefined, ...keys: string[]): JsonObject | undefined {
  const found = at(value, ...keys)
  return isJsonObject(found) ? found : undefined
}
