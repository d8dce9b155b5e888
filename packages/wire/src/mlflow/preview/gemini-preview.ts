import { stringifyJson } from '../../json/stringify-json.ts'

/**
 * The text of the last user message in a request of the Gemini API or of its SDK's chats: `{ contents }` with a text, a
 * Part, a Content or a list of them, or `{ message }` with a text, a Part or a list of Parts.
 */
export function geminiQuestionText(inputs: unknown): string | undefined {
  if (!isObject(inputs)) return undefined
  return textOfLastMessage(inputs['message']) ?? textOfLastMessage(inputs['contents'])
}

/**
 * The answer of a GenerateContentResponse without its thoughts, or `name(args)` of its function calls, or the types of what
 * it drew or spoke. A blocked prompt has no answer, nor has one that was stopped before it began: then why.
 */
export function geminiAnswerText(outputs: unknown): string | undefined {
  const candidate: unknown =
    isObject(outputs) && Array.isArray(outputs['candidates']) ? outputs['candidates'][0] : undefined
  const content = isObject(candidate) ? candidate['content'] : undefined
  return (isObject(content) ? textOfParts(content['parts']) : undefined) ?? blockOf(outputs) ?? stopOf(candidate)
}

function stopOf(candidate: unknown): string | undefined {
  const reason = isObject(candidate) ? candidate['finishReason'] : undefined
  return typeof reason === 'string' && reason !== 'STOP' ? `Stopped without an answer: ${reason}` : undefined
}

function blockOf(outputs: unknown): string | undefined {
  const feedback = isObject(outputs) ? outputs['promptFeedback'] : undefined
  const reason = isObject(feedback) ? feedback['blockReason'] : undefined
  return typeof reason === 'string' ? `Prompt blocked: ${reason}` : undefined
}

/** What was said last in `contents`, a `ContentListUnion` of the SDK. */
export function textOfLastMessage(contents: unknown): string | undefined {
  if (!Array.isArray(contents)) return textOfContent(contents)
  const messages = contents.filter((item) => isObject(item) && 'parts' in item)
  // A list of texts and Parts is one message.
  if (messages.length === 0) return textOfParts(contents, '\n')
  const last = messages.findLast((message) => isObject(message) && message['role'] !== 'model' && saysText(message))
  return textOfContent(last ?? messages.at(-1))
}

/** A turn that only returns function results is from the user to the API, but not to people. */
const saysText = (message: Readonly<Record<string, unknown>>): boolean =>
  Array.isArray(message['parts']) && message['parts'].some((part) => textOfPart(part) !== undefined)

function textOfContent(content: unknown): string | undefined {
  if (typeof content === 'string') return content
  if (!isObject(content)) return undefined
  return 'parts' in content ? textOfParts(content['parts']) : textOfParts([content])
}

/** The texts of one Content are pieces of one; those of a caller's list are not: `between` says so. */
function textOfParts(parts: unknown, between: string = ''): string | undefined {
  if (!Array.isArray(parts)) return undefined
  const texts = parts.map(textOfPart).filter((text) => text !== undefined)
  if (texts.length > 0) return texts.join(between)
  const calls = parts.map(callOfPart).filter((call) => call !== undefined)
  if (calls.length > 0) return calls.join(', ')
  const media = parts.map(mediaOfPart).filter((type) => type !== undefined)
  return media.length > 0 ? media.join(', ') : undefined
}

function textOfPart(part: unknown): string | undefined {
  if (typeof part === 'string') return part
  if (!isObject(part) || part['thought'] === true) return undefined
  return typeof part['text'] === 'string' && part['text'] !== '' ? part['text'] : undefined
}

function mediaOfPart(part: unknown): string | undefined {
  const media = isObject(part) ? (part['inlineData'] ?? part['fileData']) : undefined
  const type = isObject(media) ? media['mimeType'] : undefined
  return typeof type === 'string' ? `[${type}]` : undefined
}

function callOfPart(part: unknown): string | undefined {
  const call = isObject(part) ? part['functionCall'] : undefined
  if (!isObject(call) || typeof call['name'] !== 'string') return undefined
  return `${call['name']}(${call['args'] === undefined ? '' : stringifyJson(call['args'])})`
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
