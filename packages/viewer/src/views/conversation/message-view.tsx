import type { SpanId } from '@loupe-ai/model'
import { memo } from 'react'
import type { Message, Part } from '../../logic/conversation/message.ts'
import { PartView } from './part-view.tsx'
import './message.css'

export interface MessageViewProps {
  readonly message: Message
  readonly onOpenSpan?: (spanId: SpanId) => void
}

/** The role in the margin, what was said beside it. A thought is a role of its own, so that an answer begins where it does. */
export const MessageView = memo(function MessageView({ message, onOpenSpan }: MessageViewProps) {
  return groupsOf(message).map((group, index) => (
    <article className="lp-msg" key={index} aria-label={group.role}>
      <Role role={group.role} spanId={message.spanId} onOpenSpan={onOpenSpan} />
      <div className="lp-msg__parts">
        {group.parts.map((part, at) => (
          <PartView key={at} part={part} role={group.role} onOpenSpan={onOpenSpan} />
        ))}
      </div>
    </article>
  ))
})

interface RoleProps {
  readonly role: string
  readonly spanId: SpanId | undefined
  readonly onOpenSpan: MessageViewProps['onOpenSpan']
}

/** In a transcript of several calls, the way to the call. */
const Role = ({ role, spanId, onOpenSpan }: RoleProps) =>
  spanId === undefined || onOpenSpan === undefined ? (
    <span className="lp-msg__role">{role}</span>
  ) : (
    <button
      type="button"
      className="lp-msg__role"
      title="Open the call in which this was said"
      onClick={() => onOpenSpan(spanId)}
    >
      {role}
    </button>
  )

function groupsOf({ role, parts }: Message): { role: string; parts: Part[] }[] {
  const groups: { role: string; parts: Part[] }[] = []
  for (const part of parts) {
    const label = part.kind === 'thought' ? 'thought' : role
    const last = groups.at(-1)
    if (last?.role === label) last.parts.push(part)
    else groups.push({ role: label, parts: [part] })
  }
  return groups
}
