import type { SpanId } from '@loupe-ai/model'
import { useState } from 'react'
import { formatCount } from '../../format/number.ts'
import type { Message } from '../../logic/conversation/message.ts'
import { MessageView } from './message-view.tsx'

export interface MessagesProps {
  readonly messages: readonly Message[]
  /** Names what this call added, on a line between what is repeated and what is new. */
  readonly news?: string
  readonly onOpenSpan?: (spanId: SpanId) => void
}

/** Of a long history only the end shows at first. */
const REPEATED_SHOWN = 4
const STEP = 50

export function Messages({ messages, news, onOpenSpan }: MessagesProps) {
  const firstNew = messages.findIndex((message) => message.isNew)
  const newFrom = news === undefined ? 0 : firstNew === -1 ? messages.length : firstNew
  const instructions = messages.findIndex((message) => message.role !== 'system')
  const repeatedFrom = Math.max(0, instructions)
  const [shown, setShown] = useState(REPEATED_SHOWN)
  const hidden = Math.max(0, newFrom - repeatedFrom - shown)
  const view = (from: number, to: number) =>
    messages
      .slice(from, to)
      .map((message, at) => <MessageView key={from + at} message={message} onOpenSpan={onOpenSpan} />)
  return (
    <>
      {view(0, repeatedFrom)}
      {hidden > 1 && (
        <div className="lp-news">
          <button type="button" className="lp-more lp-news__earlier" onClick={() => setShown(shown + STEP)}>
            {formatCount(hidden)} earlier messages, repeated in this call
          </button>
        </div>
      )}
      {view(hidden > 1 ? repeatedFrom + hidden : repeatedFrom, newFrom)}
      {news !== undefined && (
        <div className="lp-news">
          <span className="lp-news__line">new in this call: {news}</span>
        </div>
      )}
      {view(Math.max(newFrom, repeatedFrom), messages.length)}
    </>
  )
}
