import {
  type AttributeValue,
  type EventContent,
  type SpanEvent,
  type SpanId,
  type TraceEdit,
  type TraceId,
  traceIdOfOtel,
  unixNanos,
} from '@loupe-ai/model'
import { type OtlpLogRecord, requestPreview, responsePreview } from '@loupe-ai/wire'
import { plainObject } from './attribute-content.ts'
import { readDialects } from './read-dialects.ts'

export type TranslatedLogRecord =
  | { readonly ok: true; readonly traceId: TraceId; readonly spanId: SpanId; readonly edit: TraceEdit }
  /** `isForeign`: not an event of a call, and nothing is wrong with it. `reason` is for people. */
  | { readonly ok: false; readonly isForeign: boolean; readonly reason: string }

/** As with the events of a span. */
const MAX_ATTRIBUTES = 10_000
const MAX_NANOS = 2n ** 63n - 1n
/** Of all texts; stored they take several times as much, and must fit in one text. */
const MAX_CHARACTERS = 30_000_000

const NO_EVENT = 'only events named gen_ai.… are kept of logs'

/** Events that are one message each, as conventions before v1.37 have them; others tell everything at once. */
const MESSAGE_EVENT = /^gen_ai\.(?:\w+\.message|system\.instructions|choice)$/

/**
 * An event of generative AI (opentelemetry.io/docs/specs/semconv/gen-ai/gen-ai-events) that came as a log record, as an
 * edit that adds it to the span it names: its attributes, with the record's body as `body`. Never throws.
 */
export function translateLogRecord(record: OtlpLogRecord): TranslatedLogRecord {
  const name = record.eventName === '' ? record.attributes['event.name'] : record.eventName
  if (typeof name !== 'string' || !name.startsWith('gen_ai.')) return { ok: false, isForeign: true, reason: NO_EVENT }
  if (record.traceId === '' && record.spanId === '') {
    return { ok: false, isForeign: true, reason: 'an event that names no span cannot be shown' }
  }
  if (!isId(record.traceId, 32)) return refused('the trace id is not 16 bytes, or all of them are zero')
  if (!isId(record.spanId, 16)) return refused('the span id is not 8 bytes, or all of them are zero')
  const attributes = record.body === null ? record.attributes : { body: record.body, ...record.attributes }
  if (Object.keys(attributes).length > MAX_ATTRIBUTES) {
    return refused(`the log record has more than ${MAX_ATTRIBUTES} attributes`)
  }
  if (charactersOf(attributes) > MAX_CHARACTERS) {
    return refused(`the log record has more than ${MAX_CHARACTERS} characters`)
  }
  const time = record.timeUnixNano === 0n ? record.observedTimeUnixNano : record.timeUnixNano
  const event = { name, timeNanos: unixNanos(time > MAX_NANOS ? MAX_NANOS : time), attributes }
  try {
    const [traceId, spanId] = [traceIdOfOtel(record.traceId), record.spanId as SpanId]
    return { ok: true, traceId, spanId, edit: { kind: 'add-span-event', spanId, event, content: contentOf(event) } }
  } catch (error) {
    // What is nested beyond what JSON can hold.
    if (error instanceof RangeError) return refused(error.message)
    throw error
  }
}

const refused = (reason: string): TranslatedLogRecord => ({ ok: false, isForeign: false, reason })

function contentOf({ name, attributes }: SpanEvent): EventContent | undefined {
  const { body, ...beside } = attributes
  // Where a message lies in the body, it lies there field by field.
  const said = { ...plainObject(body), ...beside } as Readonly<Record<string, AttributeValue>>
  const { inputs, outputs } = readDialects({}, { events: [{ name, attributes: said }] })
  if (inputs === undefined && outputs === undefined) return undefined
  const isPart = MESSAGE_EVENT.test(name)
  const isQuestion = !isPart || name === 'gen_ai.user.message'
  return {
    isPart,
    ...(inputs !== undefined && { inputs, ...(isQuestion && { requestPreview: requestPreview(inputs) }) }),
    ...(outputs !== undefined && { outputs, responsePreview: responsePreview(outputs) }),
  }
}

const isId = (hex: string, digits: number): boolean =>
  hex.length === digits && /^[0-9a-f]+$/.test(hex) && !/^0+$/.test(hex)

function charactersOf(value: AttributeValue): number {
  if (typeof value === 'string') return value.length
  if (typeof value !== 'object' || value === null) return 0
  if (value instanceof Uint8Array) return value.length * 2
  let characters = 0
  for (const [key, inner] of Object.entries(value)) characters += key.length + charactersOf(inner)
  return characters
}
