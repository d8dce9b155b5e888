import { textOfLastMessage } from './gemini-preview.ts'

/**
 * What a client said in one turn of a live session (gemini-sdk.md §8), a list of its messages, with its sound told by type and
 * its transcript; or in the first of the `turns` of a session.
 */
export function liveQuestionText(inputs: unknown): string | undefined {
  if (isObject(inputs) && Array.isArray(inputs['turns'])) return liveQuestionText(inputs['turns'][0])
  if (!Array.isArray(inputs)) return undefined
  const messages = inputs.filter(isObject)
  const texts = messages.map(textOfMessage).filter((text) => text !== undefined)
  if (texts.length > 0) return texts.join('\n')
  const sounds = messages.map(({ audio }) => (isObject(audio) ? audio['mimeType'] : undefined))
  const types = sounds.filter((type) => typeof type === 'string')
  return types.length === 0 ? undefined : types.map((type) => `[${type}]`).join(', ')
}

const OF_AN_ANSWER: ReadonlySet<string> = new Set(['text', 'thoughts', 'transcript', 'audio', 'parts', 'turns'])

/** What a turn answered, written or spoken; of a session what its last turn did. */
export function liveAnswerText(outputs: unknown): string | undefined {
  if (!isObject(outputs) || !Object.keys(outputs).every((key) => OF_AN_ANSWER.has(key))) return undefined
  const { text, transcript } = outputs
  if (typeof text === 'string') return text
  return typeof transcript === 'string' ? transcript : undefined
}

function textOfMessage({ clientContent, realtimeInput, transcript }: Loose): string | undefined {
  if (typeof transcript === 'string') return transcript
  if (isObject(clientContent)) return textOfLastMessage(clientContent['turns'])
  const text = isObject(realtimeInput) ? realtimeInput['text'] : undefined
  return typeof text === 'string' ? text : undefined
}

type Loose = Readonly<Record<string, unknown>>

const isObject = (value: unknown): value is Loose =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
