import { LOUPE, type Attributes } from '@loupe-ai/model'
import { encodeSpan, readTraceRequest, writeEncodedSpans } from '@loupe-ai/wire'
import { recordsIn } from './record.ts'
import type { Disk } from './disk.ts'

export interface SpooledSpan {
  readonly spanId: string
  readonly resource: Attributes
  /** A Span message. */
  readonly bytes: Uint8Array
}

/** Times of files go forward in such steps, and the end must not lie before what happened inside. */
const CLOCK_STEP_MILLIS = 10

/**
 * The spans that a process left in a file: those that ended, and those that began and never ended, marked as
 * interrupted, with the time of the last sign of life as their end.
 */
export function readSegment(disk: Disk, path: string): SpooledSpan[] {
  const resources = new Map<number, Attributes>()
  const ended = new Map<string, SpooledSpan>()
  const running = new Map<string, SpooledSpan>()
  for (const record of recordsIn(disk.fs.readFileSync(path), disk.checksum)) {
    if (record.kind === 'resource') {
      resources.set(record.id, record.resource)
      continue
    }
    if (record.kind === 'started') {
      const { spanId, resourceId, bytes } = record
      running.set(spanId, { spanId, resource: resources.get(resourceId) ?? {}, bytes })
      continue
    }
    running.delete(record.spanId)
    if (record.kind === 'ended') {
      const { spanId, resourceId, bytes } = record
      ended.set(spanId, { spanId, resource: resources.get(resourceId) ?? {}, bytes })
    }
  }
  const lastMillis = disk.fs.statSync(path).mtimeMs + CLOCK_STEP_MILLIS
  const interrupted = [...running.values()].map((span) => asInterrupted(span, lastMillis))
  return [...ended.values(), ...interrupted.filter((span) => span !== undefined)]
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
  return { ...span, bytes }
}
