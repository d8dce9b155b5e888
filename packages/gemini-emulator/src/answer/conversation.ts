import type { JsonObject } from '../json.ts'
import type { Content, FunctionCall, GenerateContentRequest, Part } from '../request/generate-request.ts'

/** One call that the model made and what the client answered to it. */
export interface AnsweredCall {
  call: FunctionCall
  response: JsonObject
}

/** A request as a reader of the conversation sees it. */
export interface Conversation {
  /** The system instruction's text, or empty. */
  system: string
  /** What the user said last. */
  prompt: string
  /** Finished exchanges before the prompt, oldest first. */
  earlier: readonly { user: string; model: string }[]
  /** Calls made for this prompt and answered since, in order. */
  answered: readonly AnsweredCall[]
  /** Pictures, sounds, files given with the prompt: their MIME types. */
  media: readonly string[]
}

/** The visible text of a content: no thoughts. */
export function textOf(content: Content | undefined): string {
  return (content?.parts ?? [])
    .filter((part) => part.thought !== true)
    .map((part) => part.text ?? '')
    .join('')
}

const isResponseTurn = (content: Content): boolean => (content.parts ?? []).some((part) => part.functionResponse)
const isUserTurn = (content: Content): boolean => content.role !== 'model' && !isResponseTurn(content)

/** Reads the conversation out of a validated request. */
export function readConversation(request: GenerateContentRequest): Conversation {
  const { contents } = request
  const at = contents.findLastIndex(isUserTurn)
  const asked = contents[at]
  return {
    system: textOf(request.systemInstruction).trim(),
    prompt: textOf(asked).trim(),
    earlier: exchangesBefore(contents.slice(0, Math.max(at, 0))),
    answered: answeredCalls(contents.slice(at + 1)),
    media: (asked?.parts ?? []).flatMap(mediaType),
  }
}

function mediaType(part: Part): string[] {
  if (part.inlineData) return [part.inlineData.mimeType ?? 'application/octet-stream']
  return part.fileData ? [part.fileData.mimeType ?? 'application/octet-stream'] : []
}

function exchangesBefore(contents: readonly Content[]): { user: string; model: string }[] {
  const exchanges: { user: string; model: string }[] = []
  for (const content of contents) {
    if (isUserTurn(content)) exchanges.push({ user: textOf(content).trim(), model: '' })
    else if (content.role === 'model' && exchanges.length > 0) exchanges.at(-1)!.model += textOf(content)
  }
  return exchanges
}

function answeredCalls(contents: readonly Content[]): AnsweredCall[] {
  const answered: AnsweredCall[] = []
  let open: FunctionCall[] = []
  for (const content of contents) {
    if (content.role === 'model') {
      // The chunks of a stream may be contents of their own: calls stay open until they are answered.
      open = [...open, ...(content.parts ?? []).flatMap((part) => part.functionCall ?? [])]
      continue
    }
    const responses = (content.parts ?? []).flatMap((part) => part.functionResponse ?? [])
    for (const { id, name, response = {} } of responses) {
      // Ids are echoed only if they were given; else responses come in the order of the calls.
      const index = open.findIndex((call) =>
        id !== undefined && call.id !== undefined ? call.id === id : call.name === name,
      )
      const call = index < 0 ? { name } : open.splice(index, 1)[0]!
      answered.push({ call, response })
    }
  }
  return answered
}
