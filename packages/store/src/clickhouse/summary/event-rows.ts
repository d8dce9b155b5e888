import { hash } from 'node:crypto'
import {
  type EventContent,
  previewOfEvents,
  type SpanEvent,
  type SpanId,
  type TraceEdit,
  unixNanos,
} from '@loupe-ai/model'
import { decodeAttributes, encodeAttributes } from '../attribute-codec.ts'
import type { SummarizedSpan } from '../span-row.ts'
import type { EditRow } from './trace-edit-rows.ts'

/** An event that came apart from its span. */
export type AddedEvent = Extract<TraceEdit, { kind: 'add-span-event' }>

/** What a summary needs of an event. */
interface EventPreview extends Pick<EventContent, 'isPart' | 'requestPreview' | 'responsePreview'> {
  readonly at: string
}

const DIGEST_DIGITS = 32

/** An event is known by what it says itself: however often it is told, and whatever we make of it, it is one. */
export function rowsOfEvent({ spanId, event: { name, timeNanos, attributes }, content }: AddedEvent): EditRow[] {
  const text = encodeAttributes({ name, timeNanos, attributes })
  const field = hash('sha256', text, 'hex').slice(0, DIGEST_DIGITS)
  const { isPart = false, requestPreview, responsePreview } = content ?? {}
  const preview: EventPreview = { at: String(timeNanos), isPart, requestPreview, responsePreview }
  return [
    { kind: 'event', key: spanId, field, value: JSON.stringify(preview) },
    { kind: 'event-content', key: spanId, field, value: JSON.stringify([text, content ?? null]) },
  ]
}

/** What a row with the content of an event says. */
export function eventOfRow({ key, value }: Pick<EditRow, 'key' | 'value'>): AddedEvent {
  const [text, content] = JSON.parse(value) as [string, EventContent | null]
  const { name, timeNanos, attributes } = decodeAttributes(text) as unknown as SpanEvent
  return {
    kind: 'add-span-event',
    spanId: key as SpanId,
    event: { name, timeNanos: unixNanos(timeNanos), attributes },
    ...(content !== null && { content }),
  }
}

/** Spans with what a list shows of them: a root that says nothing shows what its events say. */
export function withPreviews(spans: SummarizedSpan[], rows: readonly EditRow[]): SummarizedSpan[] {
  const events = rows.filter(({ kind }) => kind === 'event')
  if (events.length === 0) return spans
  const bySpan = Map.groupBy(events, ({ key }) => key)
  return spans.map((span) => {
    const told = span.parentId === undefined ? bySpan.get(span.spanId) : undefined
    if (told === undefined) return span
    const previews = told
      .map(({ field, value }) => ({ ...(JSON.parse(value) as EventPreview), field }))
      .toSorted((left, right) => inOrder(BigInt(left.at), left.field, BigInt(right.at), right.field))
    const requestPreview = span.trace.requestPreview ?? previewOfEvents(previews, 'requestPreview')
    const responsePreview = span.trace.responsePreview ?? previewOfEvents(previews, 'responsePreview')
    return { ...span, trace: { ...span.trace, requestPreview, responsePreview } }
  })
}

/** Events are in the order of their times, those of one time in any but always the same. */
export const inOrder = (leftAt: bigint, left: string, rightAt: bigint, right: string): number =>
  leftAt < rightAt ? -1 : leftAt > rightAt ? 1 : left < right ? -1 : 1
