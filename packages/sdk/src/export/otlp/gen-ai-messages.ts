import { finishReason } from '../../instrument/google-genai/finish-reason.ts'
import { isObject, messagePart, type FindMedia, type Loose, type MessagePart } from './message-parts.ts'

export interface GenAiMessage {
  readonly role: string
  readonly parts: readonly MessagePart[]
  readonly finish_reason?: string
}

/**
 * The messages of a request of the Gemini API or of a chat turn: `{ contents }` or `{ message }`, each a text, a part, a
 * content or a list of them. Undefined for other inputs.
 */
export function inputMessages(inputs: unknown, findMedia: FindMedia): readonly GenAiMessage[] | undefined {
  if (!isObject(inputs)) return undefined
  const said = inputs['contents'] ?? inputs['message']
  if (said === undefined || said === null) return undefined
  const items = Array.isArray(said) ? said : [said]
  // A list of texts and parts is one message.
  if (!items.some(isContent)) return [messageOf({ parts: items }, findMedia)]
  return items.map((item) => messageOf(isContent(item) ? item : { parts: [item] }, findMedia))
}

/** One message for each candidate of an answer; undefined for other outputs. */
export function outputMessages(outputs: unknown, findMedia: FindMedia): readonly GenAiMessage[] | undefined {
  const candidates = isObject(outputs) ? outputs['candidates'] : undefined
  if (!Array.isArray(candidates)) return undefined
  return candidates.filter(isObject).map((candidate) => {
    const raw = candidate['finishReason']
    const reason = typeof raw === 'string' ? finishReason(raw, candidate) : undefined
    const { parts } = messageOf(isObject(candidate['content']) ? candidate['content'] : {}, findMedia)
    return { role: 'assistant', parts, ...(reason !== undefined && { finish_reason: reason }) }
  })
}

/** The text parts of `config.systemInstruction`; undefined when there is none. */
export function systemInstructions(inputs: unknown, findMedia: FindMedia): readonly MessagePart[] | undefined {
  const config = isObject(inputs) ? inputs['config'] : undefined
  const said = isObject(config) ? config['systemInstruction'] : undefined
  if (said === undefined || said === null) return undefined
  const items: readonly unknown[] = Array.isArray(said) ? said : [said]
  return items.flatMap((item) => messageOf(isContent(item) ? item : { parts: [item] }, findMedia).parts)
}

function messageOf(content: Loose, findMedia: FindMedia): GenAiMessage {
  const parts: readonly unknown[] = Array.isArray(content['parts']) ? content['parts'] : []
  return { role: roleOf(content['role'], parts), parts: parts.map((part) => messagePart(part, findMedia)) }
}

function roleOf(role: unknown, parts: readonly unknown[]): string {
  if (role === 'model') return 'assistant'
  const returnsResults = parts.length > 0 && parts.every((part) => isObject(part) && isObject(part['functionResponse']))
  if (returnsResults) return 'tool'
  return typeof role === 'string' && role !== '' ? role : 'user'
}

const isContent = (item: unknown): item is Loose => isObject(item) && 'parts' in item
