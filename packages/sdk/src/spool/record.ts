import type { Attributes } from '@loupe-ai/model'
import { readTraceRequest, writeEncodedSpans } from '@loupe-ai/wire'

/**
 * A file is the line `LOUPE SPOOL 1` and then records: length of the payload (u32), its CRC-32 (u32, 0 where the runtime
 * has none), the payload. A payload begins with its kind:
 *   1 resource  u32 number, then a trace request without spans
 *   2 started   u32 number of its resource, 16 hex digits of the span, then a Span message
 *   3 ended     the same
 *   4 closed    16 hex digits of a span that started here and ended in a later file
 * All numbers little-endian. A record that is torn ends the file.
 */
export const HEADER = 'LOUPE SPOOL 1\n'

export type SpoolRecord =
  | { readonly kind: 'resource'; readonly id: number; readonly resource: Attributes }
  | {
      readonly kind: 'started' | 'ended'
      readonly resourceId: number
      readonly spanId: string
      readonly bytes: Uint8Array
    }
  | { readonly kind: 'closed'; readonly spanId: string }

const KIND = { resource: 1, started: 2, ended: 3, closed: 4 } as const
const FRAME_BYTES = 8
const SPAN_ID_BYTES = 16

type Checksum = (bytes: Uint8Array, seed?: number) => number

/** The pieces of one record, to be written in one go. */
export function recordPieces(record: SpoolRecord, checksum: Checksum | undefined): Uint8Array[] {
  const [head, body] = piecesOf(record)
  const frame = new Uint8Array(FRAME_BYTES)
  const view = new DataView(frame.buffer)
  view.setUint32(0, head.byteLength + (body?.byteLength ?? 0), true)
  if (checksum !== undefined)
    view.setUint32(4, body === undefined ? checksum(head) : checksum(body, checksum(head)), true)
  return body === undefined ? [frame, head] : [frame, head, body]
}

function piecesOf(record: SpoolRecord): [head: Uint8Array, body?: Uint8Array] {
  switch (record.kind) {
    case 'resource': {
      const head = new Uint8Array(5)
      head[0] = KIND.resource
      new DataView(head.buffer).setUint32(1, record.id, true)
      return [head, writeEncodedSpans([{ resource: record.resource, scope: { name: '' }, spans: [] }]).slice()]
    }
    case 'started':
    case 'ended': {
      const head = new Uint8Array(5 + SPAN_ID_BYTES)
      head[0] = KIND[record.kind]
      new DataView(head.buffer).setUint32(1, record.resourceId, true)
      putSpanId(head, 5, record.spanId)
      return [head, record.bytes]
    }
    case 'closed': {
      const head = new Uint8Array(1 + SPAN_ID_BYTES)
      head[0] = KIND.closed
      putSpanId(head, 1, record.spanId)
      return [head]
    }
  }
}

const putSpanId = (into: Uint8Array, at: number, spanId: string): void => {
  for (let index = 0; index < SPAN_ID_BYTES; index++) into[at + index] = spanId.charCodeAt(index)
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
      if (payload.byteLength < 5 + SPAN_ID_BYTES) return undefined
      return {
        kind: payload[0] === KIND.started ? 'started' : 'ended',
        resourceId: view.getUint32(1, true),
        spanId: asciiOf(payload.subarray(5, 5 + SPAN_ID_BYTES)),
        bytes: payload.subarray(5 + SPAN_ID_BYTES),
      }
    case KIND.closed:
      return { kind: 'closed', spanId: asciiOf(payload.subarray(1, 1 + SPAN_ID_BYTES)) }
    default:
      return undefined
  }
}

const asciiOf = (bytes: Uint8Array): string => String.fromCharCode(...bytes)
