import type { TraceRow, TraceView } from '../trace-view.ts'
import type { Message, RawMessage } from './message.ts'
import { pairTools } from './pair-tools.ts'
import { readChat } from './read-chat.ts'

export interface Transcript {
  readonly messages: readonly Message[]
  /** Calls that were left out because there are too many. */
  readonly leftOut: number
}

const MAX_CALLS = 100

/**
 * What was said below a span that said nothing itself: of every topmost call what was new in it, in order, so that a
 * conversation in turns reads as one. Undefined when there was no call.
 */
export function transcriptBelow({ rows }: Pick<TraceView, 'rows'>, row: TraceRow): Transcript | undefined {
  const said: RawMessage[] = []
  const descriptions = new Map<string, string | undefined>()
  let calls = 0
  let leftOut = 0
  for (let index = row.index + 1; index < row.endIndex;) {
    const { span, endIndex } = rows[index]!
    const chat = calls < MAX_CALLS ? readChat(span) : undefined
    if (chat !== undefined) {
      const isFirst = calls++ === 0
      const messages = isFirst ? [...chat.system, ...chat.messages] : chat.messages.filter((message) => message.isNew)
      said.push(...messages.map((message) => ({ ...message, spanId: span.spanId })))
      for (const [name, description] of chat.tools) descriptions.set(name, description)
    } else if (calls >= MAX_CALLS && (span.type === 'LLM' || span.type === 'CHAT_MODEL')) leftOut++
    index = chat === undefined ? index + 1 : endIndex
  }
  return calls === 0 ? undefined : { messages: pairTools(said, (name) => descriptions.get(name)), leftOut }
}
