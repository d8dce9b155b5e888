import { LOUPE, type Attributes } from '@loupe-ai/model'
import { encodeSpan, readTraceRequest, writeEncodedSpans } from '@loupe-ai/wire'

import type { OutgoingSpan, StoredAttachment } from '../export/exporter.ts'
import { inMemory } from '../process/attachment.ts'
import { recordsIn, type SpanFields } from './record.ts'
import type { Disk } from './disk.ts'

export interface SpooledSpan extends OutgoingSpan {
  readonly attachments: readonly StoredAttachment[]
}

/** Times of files go forward in such steps, and the end must not lie before what happened inside. */
const CLOCK_STEP_MILLIS = 10

/**
 * The spans that a process left in some of its files: those that ended, and those that began and never ended, marked as
 * interrupted, with the time of the last sign of life as their end. The same files give the same spans in the same order.
 */
export function readSegments(disk: Disk, paths: readonly string[]): SpooledSpan[] {
  const ended = new Map<string, SpooledSpan>()
  const running = new Map<string, SpooledSpan>()
  const closed = new Set<string>()
  for (const path of paths) readInto(disk, path, { ended, running, closed })
  const lastMillis = Math.max(...paths.map((path) => disk.fs.statSync(path).mtimeMs)) + CLOCK_STEP_MILLIS
  const interrupted = [...running.values()]
    .filter(({ spanId }) => !ended.has(spanId) && !closed.has(spanId))
    .map((span) => asInterrupted(span, lastMillis))
  return [...ended.values(), ...interrupted.filter((span) => span !== undefined)]
}

interface Found {
  readonly ended: Map<string, SpooledSpan>
  readonly running: Map<string, SpooledSpan>
  readonly closed: Set<string>
}

function readInto(disk: Disk, path: string, { ended, running, closed }: Found): void {
  const resources = new Map<number, Attributes>()
  let attachments: StoredAttachment[] = []
  const spanOf = ({ traceId, spanId, isLocalRoot, bytes }: SpanFields, resourceId: number): SpooledSpan => {
    const resource = resources.get(resourceId) ?? {}
    return { traceId, spanId, isLocalRoot, bytes, resource, attachments }
  }
  for (const record of recordsIn(disk.fs.readFileSync(path), disk.checksum)) {
    switch (record.kind) {
      case 'resource':
        resources.set(record.id, record.resource)
        break
      case 'attachment':
        attachments.push(inMemory(record.attachment))
        break
      case 'started':
        running.set(record.spanId, spanOf(record, record.resourceId))
        break
      case 'ended':
        ended.set(record.spanId, spanOf(record, record.resourceId))
        attachments = []
        break
      case 'rest': {
        const begun = running.get(record.spanId)
        const { isLocalRoot, bytes } = record
        if (begun !== undefined)
          ended.set(record.spanId, { ...begun, isLocalRoot, bytes: joined(begun.bytes, bytes), attachments })
        attachments = []
        break
      }
      case 'closed':
        closed.add(record.spanId)
    }
  }
}

/** Of a message in protobuf the parts are the message. */
function joined(start: Uint8Array, rest: Uint8Array): Uint8Array {
  const whole = new Uint8Array(start.byteLength + rest.byteLength)
  whole.set(start)
  whole.set(rest, start.byteLength)
  return whole
}

const INTERRUPTED = 'interrupted: the program ended before this did'

function asInterrupted(span: SpooledSpan, lastMillis: number): SpooledSpan | undefined {
  const scope = { name: '' }
  const request = readTraceRequest(writeEncodedSpans([{ resource: {}, scope, spans: [span.bytes] }]))
  const started = request.ok ? request.value.resourceSpans[0]?.scopeSpans[0]?.spans[0] : undefined
  if (started === undefined) return undefined
  const { [LOUPE.partial]: _, ...attributes } = started.attributes
  const lastNanos = BigInt(Math.round(lastMillis)) * 1_000_000n
  const bytes = encodeSpan({
    ...started,
    endTimeUnixNano: lastNanos > started.startTimeUnixNano ? lastNanos : started.startTimeUnixNano,
    attributes: { ...attributes, [LOUPE.interrupted]: true },
    status: { code: 2, message: INTERRUPTED },
  })
  return { ...span, bytes, attachments: [] }
}
