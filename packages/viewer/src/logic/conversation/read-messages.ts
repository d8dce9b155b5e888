import { isJsonObject, type JsonObject, type JsonValue } from '../../kit/json-value.ts'
import { at, textOf } from '../json-of.ts'
import type { RawMessage, RawPart } from './message.ts'
import { readParts, readToolCalls, readToolResult } from './read-parts.ts'

const ROLES: Readonly<Record<string, string>> = {
  assistant: 'model',
  ai: 'model',
  human: 'user',
  function: 'tool',
  developer: 'system',
}

const roleOf = (role: string | undefined): string => (role === undefined ? 'user' : (ROLES[role] ?? role))

/** Whether it has the shape of a message, and not of a part or of anything else. */
export const isMessage = (value: JsonValue | undefined): value is JsonObject =>
  isJsonObject(value) &&
  (Array.isArray(value.parts) || (typeof value.role === 'string' && !('text' in value && !('content' in value))))

/**
 * Messages from whatever stands where messages are: a text, a part, a message, or a list that mixes them. Loose texts and
 * parts side by side are one message of `role`.
 */
export function readMessages(value: JsonValue | undefined, role = 'user'): RawMessage[] {
  const messages: RawMessage[] = []
  let loose: RawPart[] = []
  const close = () => {
    if (loose.length > 0) messages.push({ role, parts: loose })
    loose = []
  }
  for (const item of Array.isArray(value) ? value : value === undefined ? [] : [value]) {
    if (isMessage(item)) {
      close()
      messages.push(readMessage(item, role))
    } else loose.push(...readParts(item))
  }
  close()
  return messages
}

export function readMessage(message: JsonObject, fallbackRole = 'user'): RawMessage {
  const role = roleOf(textOf(message, 'role') ?? fallbackRole)
  if (Array.isArray(message.parts)) return { role, parts: readParts(message.parts) }
  if (role === 'tool') return { role, parts: [readToolResult(message)] }
  const thought = textOf(message, 'reasoning_content', 'reasoning')
  const refusal = textOf(message, 'refusal')
  const parts: RawPart[] = [
    ...(thought === undefined ? [] : [{ kind: 'thought', text: thought } as const]),
    ...readParts(at(message, 'content')),
    ...readToolCalls(message),
    ...(refusal === undefined ? [] : [{ kind: 'notice', tone: 'warn', text: `Refused: ${refusal}` } as const]),
  ]
  return { role, parts }
}
