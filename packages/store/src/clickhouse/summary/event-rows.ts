import { hash } from 'node:crypto'
import {
  type EventContent,
  type JsonText,
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
/** In no JSON text: what an event says is in one value, and is not escaped once more. */
const SEPARATOR = '\0'

/** An event is known by what it says itself: however often it is told, and whatever we make of it, it is one. */
export function rowsOfEvent({ spanId, event: { name, timeNanos, attributes }, content }: AddedEvent): EditRow[] {
  const text = encodeAttributes({ name, timeNanos, attributes })
  const field = hash('sha256', text, 'hex').slice(0, DIGEST_DIGITS)
  const { isPart = false, requestPreview, responsePreview, inputs = '', outputs = '' } = content ?? {}
  const preview: EventPreview = { at: String(timeNanos), isPart, requestPreview, responsePreview }
  const about = content === undefined ? 'null' : JSON.stringify({ isPart, requestPreview, responsePreview })
  const all = [text, about, wellFormed(inputs), wellFormed(outputs)].join(SEPARATOR)
  return [
    { kind: 'event', key: spanId, field, value: JSON.stringify(preview) },
    { kind: 'event-content', key: spanId, field, value: all },
  ]
}

/** What a row with the content of an event says. */
export function eventOfRow({ key, value }: Pick<EditRow, 'key' | 'value'>): AddedEvent {
  const [text = '', about = '', inputs = '', outputs = ''] = value.split(SEPARATOR)
  const { name, timeNanos, attributes } = decodeAttributes(text) as unknown as SpanEvent
  const content = JSON.parse(about) as Omit<EventContent, 'inputs' | 'outputs'> | null
  return {
    kind: 'add-span-event',
    spanId: key as SpanId,
    event: { name, timeNanos: unixNanos(timeNanos), attributes },
    ...(content !== null && {
      content: {
        ...content,
        ...(inputs !== '' && { inputs: inputs as JsonText }),
        ...(outputs !== '' && { outputs: outputs as JsonText }),
      },
    }),
  }
}

/** JSON with halves of surrogate pairs, which UTF-8 has not, as their escapes: the same document. */
const wellFormed = (json: string): string =>
  json.isWellFormed() ? json : json.replace(/\p{Surrogate}/gu, (half) => `\\u${half.charCodeAt(0).toString(16)}`)

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
