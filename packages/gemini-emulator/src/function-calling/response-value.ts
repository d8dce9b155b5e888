import { isObject } from '../json.ts'
import type { Json, JsonObject } from '../json.ts'

/** What a function response says, in whichever of the usual forms. */
export type ResponseValue = { kind: 'error'; message: string } | { kind: 'value'; value: Json }

// The last is the AI SDK's, which answers `{name, content}`.
const VALUE_KEYS = ['result', 'output', 'value', 'answer', 'response', 'content']

/** Reads `{result}`, `{output}`, `{error}`, an MCP tool's `{content: [...]}`, or the object itself. */
export function readResponse(response: JsonObject): ResponseValue {
  if (response.error !== undefined && response.error !== null && response.error !== '') {
    return { kind: 'error', message: messageOf(response.error) }
  }
  if (Array.isArray(response.content)) {
    const text = response.content
      .map((item) => (isObject(item) && typeof item.text === 'string' ? item.text : ''))
      .join('')
    if (response.isError === true) return { kind: 'error', message: text }
    return { kind: 'value', value: isObject(response.structuredContent) ? unwrap(response.structuredContent) : text }
  }
  return { kind: 'value', value: unwrap(response) }
}

/** The number that a response gives, also when it came as text. */
export function numberOf(value: Json): number | undefined {
  if (typeof value === 'number') return value
  if (typeof value !== 'string' || value.trim() === '') return undefined
  const number = Number(value.replaceAll(',', ''))
  return Number.isFinite(number) ? number : undefined
}

function unwrap(response: JsonObject): Json {
  const keys = Object.keys(response)
  const key =
    keys.length === 1 && typeof response[keys[0]!] !== 'object' ? keys[0] : VALUE_KEYS.find((name) => name in response)
  return key === undefined ? response : response[key]!
}

function messageOf(error: Json): string {
  if (isObject(error)) {
    if (Array.isArray(error.content))
      return error.content.map((item) => (isObject(item) ? String(item.text ?? '') : '')).join('')
    if (typeof error.message === 'string') return error.message
  }
  return typeof error === 'string' ? error : JSON.stringify(error)
}
