import { traceIdOfOtel, type Attributes, type SpanId, type TraceId } from '@loupe-ai/model'
import { readTraceRequest, writeEncodedSpans } from '@loupe-ai/wire'

import type { OutgoingSpan } from '../export/exporter.ts'
import type { Attachment } from '../process/attachment.ts'

/**
 * A file is the line `LOUPE SPOOL 1` and then records: length of the payload (u32), its CRC-32 (u32, 0 where the runtime
 * has none), the payload. A payload begins with its kind:
 *   1 resource    u32 number, then a trace request without spans
 *   2 started     u32 number of its resource, 1 when it is a local root or 0, 32 hex digits of the trace, 16 of the span,
 *                 then a Span message
 *   3 ended       the same
 *   4 closed      16 hex digits of a span that started here and ended, or was written again, in a later file
 *   5 attachment  of the next span that ends: u16 length of a JSON text `{traceId, id, contentType}`, that text, the bytes
 *   6 rest        1 when it is a local root or 0, 16 hex digits of a span that started in this file and ends here, then
 *                 the rest of its Span message, which goes on with the message that it started with
 * All numbers little-endian. A record that is torn ends the file.
 */
export const HEADER = 'LOUPE SPOOL 1\n'

export type SpoolRecord =
  | { readonly kind: 'resource'; readonly id: number; readonly resource: Attributes }
  | ({ readonly kind: 'started' | 'ended'; readonly resourceId: number } & SpanFields)
  | { readonly kind: 'closed'; readonly spanId: SpanId }
  | { readonly kind: 'rest'; readonly spanId: SpanId; readonly isLocalRoot: boolean; readonly bytes: Uint8Array }
  | { readonly kind: 'attachment'; readonly attachment: Attachment }

export type SpanFields = Omit<OutgoingSpan, 'resource' | 'begunBytes'>

const KIND = { resource: 1, started: 2, ended: 3, closed: 4, attachment: 5, rest: 6 } as const
const FRAME_BYTES = 8
const TRACE_ID_AT = 6
const SPAN_ID_AT = TRACE_ID_AT + 32
const SPAN_ID_BYTES = 16
const SPAN_HEAD_BYTES = SPAN_ID_AT + SPAN_ID_BYTES
const OTEL_ID_AT = 'tr-'.length

type Checksum = (bytes: Uint8Array, seed?: number) => number

const SCRATCH_BYTES = 64 * 1024
/** Of an attachment, without its description. */
const HEAD_BYTES = {
  resource: 5,
  started: SPAN_HEAD_BYTES,
  ended: SPAN_HEAD_BYTES,
  closed: 1 + SPAN_ID_BYTES,
  attachment: 3,
  rest: 2 + SPAN_ID_BYTES,
}

/**
 * Encodes records as they stand in a file. The last one is in `bytes` from `start` to before `end`, until the next: a view of it
 * would take longer to make than most records.
 */
export class RecordEncoder {
  readonly #checksum: Checksum | undefined
  readonly #scratch = new Uint8Array(SCRATCH_BYTES)
  readonly #scratchView: DataView = new DataView(this.#scratch.buffer)
  bytes: Uint8Array = this.#scratch
  start = 0
  end = 0

  constructor(checksum: Checksum | undefined) {
    this.#checksum = checksum
  }

  /** Without the first `skipped` bytes of its body. */
  encode(record: SpoolRecord, skipped: number = 0): void {
    const about = record.kind === 'attachment' ? describe(record.attachment) : NO_BYTES
    const body = bodyOf(record)
    const beforeBody = FRAME_BYTES + HEAD_BYTES[record.kind] + about.byteLength
    // What is skipped is copied too, and then written over: the rest would need a view of its own.
    const bodyAt = Math.max(0, beforeBody - skipped)
    const start = bodyAt + skipped - beforeBody
    const end = bodyAt + body.byteLength
    const isShort = end <= SCRATCH_BYTES
    const file = isShort ? this.#scratch : new Uint8Array(end)
    const view = isShort ? this.#scratchView : new DataView(file.buffer)
    file.set(body, bodyAt)
    const payloadAt = start + FRAME_BYTES
    putHead(view, payloadAt, record, about)
    view.setUint32(start, end - payloadAt, true)
    view.setUint32(start + 4, this.#checksum === undefined ? 0 : this.#checksum(file.subarray(payloadAt, end)), true)
    this.bytes = file
    this.start = start
    this.end = end
  }

  /** Lets go of what does not fit the memory that is kept. */
  forget(): void {
    this.bytes = this.#scratch
  }
}

const describe = ({ traceId, id, contentType }: Attachment): Uint8Array =>
  new TextEncoder().encode(JSON.stringify({ traceId, id, contentType }))

/** All of the payload before its body. */
function putHead(view: DataView, at: number, record: SpoolRecord, about: Uint8Array): void {
  view.setUint8(at, KIND[record.kind])
  switch (record.kind) {
    case 'resource':
      view.setUint32(at + 1, record.id, true)
      break
    case 'started':
    case 'ended':
      view.setUint32(at + 1, record.resourceId, true)
      view.setUint8(at + 5, record.isLocalRoot ? 1 : 0)
      putAscii(view, at + TRACE_ID_AT, record.traceId, OTEL_ID_AT, 32)
      putAscii(view, at + SPAN_ID_AT, record.spanId, 0, SPAN_ID_BYTES)
      break
    case 'closed':
      putAscii(view, at + 1, record.spanId, 0, SPAN_ID_BYTES)
      break
    case 'rest':
      view.setUint8(at + 1, record.isLocalRoot ? 1 : 0)
      putAscii(view, at + 2, record.spanId, 0, SPAN_ID_BYTES)
      break
    case 'attachment':
      view.setUint16(at + 1, about.byteLength, true)
      about.forEach((byte, index) => view.setUint8(at + 3 + index, byte))
  }
}

function bodyOf(record: SpoolRecord): Uint8Array {
  switch (record.kind) {
    case 'resource':
      return writeEncodedSpans([{ resource: record.resource, scope: { name: '' }, spans: [] }])
    case 'started':
    case 'ended':
    case 'rest':
      return record.bytes
    case 'closed':
      return NO_BYTES
    case 'attachment':
      return record.attachment.bytes
  }
}

const NO_BYTES = new Uint8Array(0)

function putAscii(into: DataView, at: number, text: string, from: number, length: number): void {
  for (let index = 0; index < length; index++) into.setUint8(at + index, text.charCodeAt(from + index))
}

/** The records of a file, up to the first that is torn or damaged; none when it is not a spool file. */
export function* recordsIn(file: Uint8Array, checksum: Checksum | undefined): Generator<SpoolRecord> {
  if (asciiOf(file.subarray(0, HEADER.length)) !== HEADER) return
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength)
  let at = HEADER.length
  while (at + FRAME_BYTES <= file.byteLength) {
    const length = view.getUint32(at, true)
    const sum = view.getUint32(at + 4, true)
    const payload = file.subarray(at + FRAME_BYTES, at + FRAME_BYTES + length)
    if (payload.byteLength < length || length === 0) return
    if (sum !== 0 && checksum !== undefined && checksum(payload) !== sum) return
    const record = recordOf(payload)
    if (record !== undefined) yield record
    at += FRAME_BYTES + length
  }
}

/** Undefined for a kind that a later version may have brought. */
function recordOf(payload: Uint8Array): SpoolRecord | undefined {
  const view = new DataView(payload.buffer, payload.byteOffset, payload.byteLength)
  switch (payload[0]) {
    case KIND.resource: {
      if (payload.byteLength < 5) return undefined
      const request = readTraceRequest(payload.subarray(5))
      const resource = request.ok ? request.value.resourceSpans[0]?.resource : undefined
      return { kind: 'resource', id: view.getUint32(1, true), resource: resource ?? {} }
    }
    case KIND.started:
    case KIND.ended:
      if (payload.byteLength < SPAN_HEAD_BYTES) return undefined
      return {
        kind: payload[0] === KIND.started ? 'started' : 'ended',
        resourceId: view.getUint32(1, true),
        isLocalRoot: payload[5] === 1,
        traceId: traceIdOfOtel(asciiOf(payload.subarray(TRACE_ID_AT, SPAN_ID_AT))),
        spanId: asciiOf(payload.subarray(SPAN_ID_AT, SPAN_HEAD_BYTES)) as SpanId,
        bytes: payload.subarray(SPAN_HEAD_BYTES),
      }
    case KIND.closed:
      return { kind: 'closed', spanId: asciiOf(payload.subarray(1, 1 + SPAN_ID_BYTES)) as SpanId }
    case KIND.rest:
      if (payload.byteLength < HEAD_BYTES.rest) return undefined
      return {
        kind: 'rest',
        isLocalRoot: payload[1] === 1,
        spanId: asciiOf(payload.subarray(2, HEAD_BYTES.rest)) as SpanId,
        bytes: payload.subarray(HEAD_BYTES.rest),
      }
    case KIND.attachment:
      return attachmentRecord(payload, view)
    default:
      return undefined
  }
}

function attachmentRecord(payload: Uint8Array, view: DataView): SpoolRecord | undefined {
  if (payload.byteLength < 3) return undefined
  const bodyAt = 3 + view.getUint16(1, true)
  try {
    const about: unknown = JSON.parse(new TextDecoder().decode(payload.subarray(3, bodyAt)))
    const { traceId, id, contentType } = about as { traceId: TraceId; id: string; contentType: string }
    return { kind: 'attachment', attachment: { traceId, id, contentType, bytes: payload.subarray(bodyAt) } }
  } catch {
    return undefined
  }
}

const asciiOf = (bytes: Uint8Array): string => String.fromCharCode(...bytes)
