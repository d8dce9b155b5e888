import { isJsonObject, type JsonObject, type JsonValue } from '../../kit/json-value.ts'
import { at, listOf, objectOf, textOf } from '../json-of.ts'
import type { RawMessage, RawPart } from './message.ts'
import { media } from './read-parts.ts'
import { isMessage, readMessage, readMessages } from './read-messages.ts'

export interface Answer {
  readonly messages: readonly RawMessage[]
  /** All that was said when tools were called automatically, from the first message on. */
  readonly history: readonly RawMessage[]
}

/** Ends that need no word: the answer is whole, or asks for a tool. */
const QUIET_ENDS = new Set([
  'STOP',
  'stop',
  'end_turn',
  'tool_calls',
  'tool_use',
  'function_call',
  'FINISH_REASON_UNSPECIFIED',
])

/** What a model answered, or undefined if it has not the shape of any answer that we know. */
export function readAnswer(outputs: JsonValue | undefined): Answer | undefined {
  if (typeof outputs === 'string') return answer(readMessages(outputs, 'model'))
  if (Array.isArray(outputs)) return readList(outputs)
  if (!isJsonObject(outputs)) return undefined
  const candidates = listOf(outputs, 'candidates')
  const feedback = objectOf(outputs, 'promptFeedback', 'prompt_feedback')
  if (candidates !== undefined || feedback !== undefined) {
    return {
      messages: [...(candidates ?? []).map(readCandidate), ...readBlock(feedback)],
      history: readMessages(at(outputs, 'automaticFunctionCallingHistory', 'automatic_function_calling_history')),
    }
  }
  const made = readMade(outputs)
  if (made !== undefined) return answer(made)
  const choices = listOf(outputs, 'choices')
  if (choices !== undefined) return answer(choices.map(readChoice))
  if (isMessage(outputs)) return answer([withEnd(readMessage(outputs, 'model'), textOf(outputs, 'stop_reason'))])
  const inside = at(outputs, 'message', 'messages', 'output', 'text')
  return inside === undefined ? undefined : answer(readMessages(inside, 'model'))
}

/** Pictures and films that were made; one that was filtered says why. */
function readMade(outputs: JsonObject): RawMessage[] | undefined {
  const held = objectOf(outputs, 'response') ?? outputs
  const made =
    listOf(held, 'generatedImages', 'generated_images') ?? listOf(held, 'generatedVideos', 'generated_videos')
  if (made === undefined) return undefined
  const parts = made.map((one): RawPart => {
    const filtered = textOf(one, 'raiFilteredReason', 'rai_filtered_reason')
    const content = objectOf(one, 'image', 'video')
    return filtered === undefined || content !== undefined
      ? media(content)
      : { kind: 'notice', tone: 'warn', text: `Filtered: ${filtered}` }
  })
  return [{ role: 'model', parts: parts.length > 0 ? parts : [NOTHING_MADE] }]
}

const NOTHING_MADE: RawPart = { kind: 'notice', tone: 'warn', text: 'Nothing was made.' }

const answer = (messages: readonly RawMessage[]): Answer => ({ messages, history: [] })

/** A list is messages, or the chunks of a stream. */
function readList(outputs: readonly JsonValue[]): Answer | undefined {
  if (outputs.length === 0) return undefined
  if (outputs.every(isMessage)) return answer(readMessages(outputs, 'model'))
  if (!outputs.some((chunk) => listOf(chunk, 'candidates') !== undefined)) return undefined
  const parts = outputs.flatMap((chunk) => readAnswer(chunk)?.messages ?? []).flatMap((message) => message.parts)
  return answer([{ role: 'model', parts: joinTexts(parts) }])
}

function joinTexts(parts: readonly RawPart[]): RawPart[] {
  const joined: RawPart[] = []
  for (const part of parts) {
    const last = joined.at(-1)
    if (last !== undefined && isSaid(last) && isSaid(part) && last.kind === part.kind) {
      joined[joined.length - 1] = { ...last, text: last.text + part.text }
    } else joined.push(part)
  }
  return joined
}

const isSaid = (part: RawPart): part is Extract<RawPart, { kind: 'text' | 'thought' }> =>
  part.kind === 'text' || part.kind === 'thought'

function readCandidate(candidate: JsonValue): RawMessage {
  const content = objectOf(candidate, 'content')
  const message =
    content === undefined
      ? { role: 'model', parts: [] }
      : readMessage({ role: 'model', parts: [], ...content }, 'model')
  return withEnd(
    message,
    textOf(candidate, 'finishReason', 'finish_reason'),
    textOf(candidate, 'finishMessage', 'finish_message'),
  )
}

function readChoice(choice: JsonValue): RawMessage {
  const message = objectOf(choice, 'message', 'delta')
  const read = message === undefined ? { role: 'model', parts: [] } : readMessage({ role: 'assistant', ...message })
  const text = message === undefined ? textOf(choice, 'text') : undefined
  return withEnd(
    text === undefined ? read : { role: 'model', parts: [{ kind: 'text', text }] },
    textOf(choice, 'finish_reason'),
  )
}

/** Adds why it ended, unless it simply did. */
function withEnd(message: RawMessage, reason: string | undefined, detail?: string): RawMessage {
  const isQuiet = reason === undefined || QUIET_ENDS.has(reason)
  if (isQuiet && message.parts.length > 0) return message
  const text = isQuiet ? 'The answer is empty.' : `Ended by ${reason}${detail === undefined ? '' : `: ${detail}`}`
  const nothing = !isQuiet && message.parts.length === 0 ? '. There is no text.' : ''
  return { ...message, parts: [...message.parts, { kind: 'notice', tone: 'warn', text: text + nothing }] }
}

function readBlock(feedback: JsonObject | undefined): RawMessage[] {
  const reason = textOf(feedback, 'blockReason', 'block_reason')
  if (reason === undefined) return []
  const detail = textOf(feedback, 'blockReasonMessage', 'block_reason_message')
  const text = `Prompt blocked: ${reason}${detail === undefined ? '' : `. ${detail}`}`
  return [{ role: 'model', parts: [{ kind: 'notice', tone: 'error', text }] }]
}
