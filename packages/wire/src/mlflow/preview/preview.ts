import type { JsonText } from '@loupe-ai/model'
import { parseJson } from '../../json/parse-json.ts'
import { geminiAnswerText, geminiQuestionText } from './gemini-preview.ts'
import { liveAnswerText, liveQuestionText } from './live-preview.ts'
import { mediaAnswerText, mediaQuestionText } from './media-preview.ts'
import { interactionAnswerText, interactionQuestionText } from './interaction-preview.ts'

const MAX_PREVIEW_CODE_POINTS = 1_000
const MAX_DEPTH = 8

/**
 * What the trace list shows of a trace's inputs: the last user message (mlflow-wire.md §4.6, and Gemini's shapes), in
 * `maxCodePoints` at most.
 */
export const requestPreview = (inputs: JsonText, maxCodePoints: number = MAX_PREVIEW_CODE_POINTS): string =>
  preview(inputs, 'user', (value) => firstOf(QUESTIONS, value), maxCodePoints)

/** What the trace list shows of a trace's outputs: the last answer. */
export const responsePreview = (outputs: JsonText, maxCodePoints: number = MAX_PREVIEW_CODE_POINTS): string =>
  preview(outputs, 'assistant', (value) => firstOf(ANSWERS, value), maxCodePoints)

type ReadText = (value: unknown) => string | undefined

const QUESTIONS: readonly ReadText[] = [
  geminiQuestionText,
  interactionQuestionText,
  mediaQuestionText,
  liveQuestionText,
]
const ANSWERS: readonly ReadText[] = [geminiAnswerText, interactionAnswerText, mediaAnswerText, liveAnswerText]

function firstOf(readers: readonly ReadText[], value: unknown): string | undefined {
  for (const read of readers) {
    const text = read(value)
    if (text !== undefined) return text
  }
  return undefined
}

function preview(payload: JsonText, role: string, readGemini: ReadText, maxCodePoints: number): string {
  const value = parsed(payload)
  const text = typeof value === 'string' ? value : (textOfMessages(value, role) ?? readGemini(value) ?? payload)
  return cutToCodePoints(text, maxCodePoints)
}

function textOfMessages(value: unknown, role: string): string | undefined {
  const messages = messagesOf(value, 0) ?? []
  const ofRole = messages.filter((message) => message.role === role)
  // The last one may only hand back what a tool answered: then one before it is what was said.
  for (const message of (ofRole.length > 0 ? ofRole : messages.slice(-1)).toReversed()) {
    const text = textOfContent(message.content) ?? textOfParts(message.parts)
    if (text !== undefined) return text
  }
  return undefined
}

/** With `content`, or with `parts` as OpenTelemetry's conventions have it. */
interface Message {
  readonly role: unknown
  readonly content?: unknown
  readonly parts?: unknown
}

function messagesOf(value: unknown, depth: number): readonly Message[] | undefined {
  if (Array.isArray(value)) return messagesIn(value)
  if (!isObject(value) || depth > MAX_DEPTH) return undefined
  const listed = messagesIn(value['messages'])
  if (listed !== undefined) return listed
  const choice: unknown = Array.isArray(value['choices']) ? value['choices'][0] : undefined
  if (isObject(choice) && isMessage(choice['message'])) return [choice['message']]
  return messagesIn(value['input']) ?? messagesIn(value['output']) ?? messagesOf(value['request'], depth + 1)
}

function messagesIn(list: unknown): readonly Message[] | undefined {
  const messages = Array.isArray(list) ? list.filter(isMessage) : []
  return messages.length > 0 ? messages : undefined
}

function textOfContent(content: unknown): string | undefined {
  if (typeof content === 'string') return content
  if (!Array.isArray(content)) return undefined
  for (const part of content) {
    if (typeof part === 'string') return part
    if (isObject(part) && (part['type'] === 'text' || part['type'] === 'output_text')) {
      return typeof part['text'] === 'string' ? part['text'] : undefined
    }
  }
  return undefined
}

/** https://opentelemetry.io/docs/specs/semconv/gen-ai/: each part has a `type`; a text part holds it in `content`. */
function textOfParts(parts: unknown): string | undefined {
  if (!Array.isArray(parts)) return undefined
  const texts = parts.filter(isObject).filter((part) => part['type'] === 'text')
  return texts.length === 0 ? undefined : texts.map((part) => String(part['content'])).join('')
}

/** `text`, or as much of it as leaves room for `...` within `max` code points. */
export function cutToCodePoints(text: string, max: number): string {
  if (text.length <= max) return text
  // A code point takes at most two code units, so this much text is enough to count.
  const points = Array.from(text.slice(0, 2 * (max + 1)))
  return points.length <= max ? text : `${points.slice(0, max - 3).join('')}...`
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const isMessage = (value: unknown): value is Message =>
  isObject(value) && 'role' in value && ('content' in value || 'parts' in value)

function parsed(payload: JsonText): unknown {
  try {
    return parseJson(payload)
  } catch {
    return undefined
  }
}
