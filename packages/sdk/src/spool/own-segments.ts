import type { SpanId } from '@loupe-ai/model'

import type { OutgoingSpan } from '../export/exporter.ts'
import type { Attachment } from '../process/attachment.ts'
import type { RunningOutgoingSpan } from '../process/running-spans.ts'
import type { Disk } from './disk.ts'
import { readSegments } from './read-segments.ts'
import { Segment } from './segment.ts'
import type { Backlog, SpoolOptions, SpoolReceipt } from './spool.ts'

export interface OwnSegmentsParts {
  readonly disk: Disk
  readonly options: SpoolOptions
  /** A path where nothing is. */
  newPath(): string
  /** What lies in the folder and is not written here. */
  bytesOfOthers(): number
}

/** A file being written, and what is still needed of it. */
export interface OpenSegment {
  readonly segment: Segment
  readonly running: Set<SpanId>
  /** Spans that are in no memory. */
  readonly left: Set<SpanId>
  unsettled: number
}

/** The files that this process writes. Every method may throw what the file system throws. */
export interface OwnSegments {
  readonly hasLeft: boolean
  started(span: RunningOutgoingSpan): void
  /** Undefined when there is no room. */
  ended(span: OutgoingSpan, attachments: readonly Attachment[]): SpoolReceipt | undefined
  /** The file that knows of its start. Never throws. */
  forgetRunning(spanId: SpanId): OpenSegment | undefined
  endedElsewhere(begunIn: OpenSegment, spanId: SpanId): void
  takeLeft(): Backlog | undefined
  /** Writes no more to a file whose end may be torn. Never throws. */
  abandonActive(): void
  /** Leaves no file behind that holds nothing. */
  close(): void
}

export function ownSegments({ disk, options, newPath, bytesOfOthers }: OwnSegmentsParts): OwnSegments {
  const running = new Map<SpanId, { readonly span: RunningOutgoingSpan; readonly open: OpenSegment }>()
  const waiting: OpenSegment[] = []
  let bytesOfOld = 0
  let active: OpenSegment | undefined

  function current(): OpenSegment | undefined {
    if (active !== undefined && active.segment.bytes >= options.segmentBytes) retire(active)
    if (bytesOfOthers() + bytesOfOld + (active?.segment.bytes ?? 0) >= options.maxBytes) return undefined
    active ??= { segment: new Segment(disk, newPath()), running: new Set(), left: new Set(), unsettled: 0 }
    return active
  }

  function retire(open: OpenSegment): void {
    active = undefined
    bytesOfOld += open.segment.bytes
    tidy(open)
  }

  /** Empties or removes a file of which nothing is needed any more. */
  function tidy(open: OpenSegment): void {
    if (open.unsettled > 0) return
    if (open.running.size > 0) {
      if (open !== active && open.left.size === 0) moveRunning(open)
    } else if (open.left.size > 0) {
      if (open === active) retire(open)
      else if (!waiting.includes(open)) waiting.push(open)
    } else if (open === active) open.segment.clear()
    else remove(open)
  }

  /** A long span must not keep a large file: it is written again. */
  function moveRunning(from: OpenSegment): void {
    for (const spanId of from.running) {
      const to = current()
      if (to === undefined) return
      const { span } = running.get(spanId) ?? {}
      from.running.delete(spanId)
      if (span !== undefined) writeStarted(span, to)
    }
    remove(from)
  }

  function writeStarted(span: RunningOutgoingSpan, open: OpenSegment): void {
    const begun = span.snapshot()
    if (begun === undefined) return
    open.segment.span('started', begun)
    open.running.add(begun.spanId)
    running.set(begun.spanId, { span, open })
  }

  function remove(open: OpenSegment): void {
    bytesOfOld -= open.segment.bytes
    open.segment.close()
    open.segment.remove()
  }

  return {
    get hasLeft() {
      return waiting.length > 0
    },
    started(span) {
      const open = current()
      if (open !== undefined) writeStarted(span, open)
    },
    ended(span, attachments) {
      const open = current()
      if (open === undefined) return undefined
      const stored = attachments.map((attachment) => open.segment.attachment(attachment))
      open.segment.span('ended', span)
      open.unsettled++
      const settle = (): void => {
        open.unsettled--
        tidy(open)
      }
      return {
        attachments: stored,
        settle,
        leave() {
          open.left.add(span.spanId)
          settle()
        },
      }
    },
    forgetRunning(spanId) {
      const begunIn = running.get(spanId)?.open
      running.delete(spanId)
      begunIn?.running.delete(spanId)
      return begunIn
    },
    endedElsewhere(begunIn, spanId) {
      if (begunIn === active) return
      if (begunIn.running.size > 0 || begunIn.unsettled > 0 || begunIn.left.size > 0) begunIn.segment.closed(spanId)
      tidy(begunIn)
    },
    takeLeft() {
      const open = waiting.shift()
      if (open === undefined) return undefined
      const spans = readSegments(disk, [open.segment.path]).filter(({ spanId }) => open.left.has(spanId))
      return {
        spans,
        isOwn: true,
        settle: () => remove(open),
        putBack(sent) {
          for (const { spanId } of spans.slice(0, sent)) open.left.delete(spanId)
          waiting.unshift(open)
        },
      }
    },
    abandonActive() {
      if (active === undefined) return
      bytesOfOld += active.segment.bytes
      active = undefined
    },
    close() {
      if (active === undefined || active.running.size > 0 || active.unsettled > 0 || active.left.size > 0) return
      active.segment.close()
      active.segment.remove()
      active = undefined
    },
  }
}
