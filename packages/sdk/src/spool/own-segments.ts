import type { SpanId } from '@loupe-ai/model'

import type { OutgoingSpan, StoredAttachment } from '../export/exporter.ts'
import type { Attachment } from '../process/attachment.ts'
import type { RunningOutgoingSpan } from '../process/running-spans.ts'
import type { Disk } from './disk.ts'
import { RecordEncoder } from './record.ts'
import { readSegments } from './read-segments.ts'
import { Segment } from './segment.ts'
import type { Backlog, SpoolOptions } from './spool.ts'

export interface OwnSegmentsParts {
  readonly disk: Disk
  readonly options: SpoolOptions
  /** A path where nothing is. */
  newPath(): string
  /** The same, of nobody. */
  newFreePath(): string
  /** What lies in the folder and is not written here. */
  bytesOfOthers(): number
}

/** A file being written, and what is still needed of it. */
interface OpenSegment {
  readonly segment: Segment
  /** What was written for spans before, by trace and id. */
  readonly attachments: Map<string, StoredAttachment>
  /** How many spans that run began here. */
  running: number
  /** Spans that are in no memory. */
  readonly left: Set<SpanId>
  unsettled: number
  settled: number
}

/** The start of a span on disk. */
export interface BegunOnDisk {
  readonly span: RunningOutgoingSpan
  readonly open: OpenSegment
  /** With the bytes that its end goes on with. */
  readonly goesOn: boolean
}

/** A span that ended and lies in a file, until it is settled or left there. */
export interface WrittenSpan {
  readonly open: OpenSegment
  readonly spanId: SpanId
  readonly attachments: readonly StoredAttachment[]
}

/** The files that this process writes. Every method may throw what the file system throws. */
export interface OwnSegments {
  readonly hasLeft: boolean
  started(span: RunningOutgoingSpan): void
  /** Undefined when there is no room. */
  ended(span: OutgoingSpan, attachments: readonly Attachment[], begun: BegunOnDisk | undefined): WrittenSpan | undefined
  settle(written: WrittenSpan): void
  leave(written: WrittenSpan): void
  /** What was written of its start. Never throws. */
  forgetRunning(spanId: SpanId): BegunOnDisk | undefined
  endedElsewhere(begun: BegunOnDisk, spanId: SpanId): void
  takeLeft(): Backlog | undefined
  /** Writes no more to a file whose end may be torn. Never throws. */
  abandonActive(): void
  /** Leaves no file behind that holds nothing; the others are for anybody to adopt, at once. Nothing is written any more. */
  close(): void
}

/** What was delivered and stands beside spans that run is worth clearing away from this size on: it would come again. */
const WORTH_BYTES = 128 * 1024

export function ownSegments({ disk, options, newPath, newFreePath, bytesOfOthers }: OwnSegmentsParts): OwnSegments {
  const running = new Map<SpanId, BegunOnDisk>()
  const encoder = new RecordEncoder(disk.checksum)
  const all = new Set<OpenSegment>()
  const waiting: OpenSegment[] = []
  let bytesOfOld = 0
  let active: OpenSegment | undefined
  let isClosed = false

  /** Where to write; undefined when there is no room for so many bytes. */
  function current(bytes: number): OpenSegment | undefined {
    if (isClosed) return undefined
    if (active !== undefined && active.segment.bytes >= options.segmentBytes) retire(active)
    if (bytesOfOthers() + bytesOfOld + (active?.segment.bytes ?? 0) + bytes > options.maxBytes) return undefined
    if (active === undefined) {
      active = {
        segment: new Segment(disk, newPath(), encoder),
        attachments: new Map(),
        running: 0,
        left: new Set(),
        unsettled: 0,
        settled: 0,
      }
      all.add(active)
    }
    return active
  }

  function retire(open: OpenSegment): void {
    active = undefined
    bytesOfOld += open.segment.bytes
    tidy(open)
  }

  /** Empties or removes a file of which nothing is needed any more. */
  function tidy(open: OpenSegment): void {
    if (open.unsettled > 0 || isClosed) return
    if (open.running > 0) {
      if (open.left.size > 0) return
      if (open !== active) moveRunning(open)
      else if (open.segment.bytes > WORTH_BYTES && open.settled > 2 * open.running) retire(open)
    } else if (open.left.size > 0) {
      if (open === active) retire(open)
      else if (!waiting.includes(open)) waiting.push(open)
    } else if (open === active) {
      open.segment.clear()
      open.attachments.clear()
      open.settled = 0
    } else remove(open)
  }

  /** A long span must not keep a large file: it is written again. */
  function moveRunning(from: OpenSegment): void {
    for (const [spanId, { span, open }] of running) {
      if (open !== from) continue
      const begun = span.snapshot()
      // What cannot be told keeps no file.
      if (begun === undefined) forgetRunning(spanId)
      else if (!writeStarted(span, begun)) return
    }
    remove(from)
  }

  /** False when there is no room. */
  function writeStarted(span: RunningOutgoingSpan, begun: OutgoingSpan): boolean {
    const open = current(begun.bytes.byteLength)
    if (open === undefined) return false
    open.segment.span('started', begun)
    forgetRunning(begun.spanId)
    open.running++
    running.set(begun.spanId, { span, open, goesOn: begun === span.begun })
    return true
  }

  function forgetRunning(spanId: SpanId): BegunOnDisk | undefined {
    const begun = running.get(spanId)
    if (begun === undefined) return undefined
    running.delete(spanId)
    begun.open.running--
    return begun
  }

  /** A conversation repeats its pictures in each turn: they are written once. */
  function storedIn({ segment, attachments }: OpenSegment, attachment: Attachment): StoredAttachment {
    const key = `${attachment.traceId}/${attachment.id}`
    const stored = attachments.get(key) ?? segment.attachment(attachment)
    attachments.set(key, stored)
    return stored
  }

  function remove(open: OpenSegment): void {
    if (!all.delete(open)) return
    bytesOfOld -= open.segment.bytes
    open.segment.close()
    open.segment.remove()
  }

  function settle(open: OpenSegment): void {
    open.unsettled--
    open.settled++
    tidy(open)
  }

  return {
    get hasLeft() {
      return waiting.length > 0
    },
    started(span) {
      const begun = span.begun ?? span.snapshot()
      if (begun !== undefined) writeStarted(span, begun)
    },
    ended(span, attachments, begun) {
      const open = current(span.bytes.byteLength + bytesOf(attachments))
      if (open === undefined) return undefined
      const stored = attachments.length === 0 ? NONE : attachments.map((attachment) => storedIn(open, attachment))
      const begunBytes = begun?.open === open && begun.goesOn ? span.begunBytes : 0
      if (begunBytes) open.segment.rest(span, begunBytes)
      else open.segment.span('ended', span)
      open.unsettled++
      return { open, spanId: span.spanId, attachments: stored }
    },
    settle: ({ open }) => settle(open),
    leave({ open, spanId }) {
      open.left.add(spanId)
      settle(open)
    },
    forgetRunning,
    endedElsewhere({ open: begunIn }, spanId) {
      if (begunIn === active || isClosed) return
      if (begunIn.running > 0 || begunIn.unsettled > 0 || begunIn.left.size > 0) begunIn.segment.closed(spanId)
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
          for (const { spanId } of sent) open.left.delete(spanId)
          waiting.push(open)
        },
      }
    },
    abandonActive() {
      if (active === undefined) return
      bytesOfOld += active.segment.bytes
      active = undefined
    },
    close() {
      isClosed = true
      for (const { segment, running: begun, left, unsettled } of all) {
        segment.close()
        if (begun > 0 || left.size > 0 || unsettled > 0) segment.moveTo(newFreePath())
        else segment.remove()
      }
      all.clear()
    },
  }
}

const NONE: readonly never[] = []

const bytesOf = (attachments: readonly Attachment[]): number => {
  let bytes = 0
  for (const attachment of attachments) bytes += attachment.bytes.byteLength
  return bytes
}
