import type { TraceId } from '@loupe-ai/model'

import type { OutgoingSpan, StoredAttachment } from '../export/exporter.ts'
import type { SpoolReceipt } from '../spool/spool.ts'
import { batchEnd } from './batch-end.ts'
import type { BatchOptions } from './batch-options.ts'

/** A span in memory; with a receipt it lies in a file as well. */
export interface QueuedSpan extends OutgoingSpan {
  readonly receipt?: SpoolReceipt
  readonly attachments?: readonly StoredAttachment[]
  /** Of attachments that are in memory. */
  readonly attachedBytes?: number
}

/** Of the object around the bytes. */
const FRAME_BYTES = 200

type QueueLimits = Pick<BatchOptions, 'maxQueuedSpans' | 'maxQueuedBytes' | 'maxBatchSpans' | 'maxBatchBytes'>

interface HeldTrace {
  readonly sinceMillis: number
  readonly spans: QueuedSpan[]
}

/**
 * Spans that wait, oldest first. Full means refused and counted, never an unbounded array. When `unit` is `trace`, spans are
 * held until their trace is released, and stand together then.
 */
export class SpanQueue {
  readonly #unit: 'span' | 'trace'
  readonly #limits: QueueLimits
  #ready: QueuedSpan[] = []
  /** In order of their first spans. */
  readonly #held = new Map<TraceId, HeldTrace>()
  #heldCount = 0
  #bytes = 0

  constructor(limits: QueueLimits, unit: 'span' | 'trace' = 'span') {
    this.#limits = limits
    this.#unit = unit
  }

  get length(): number {
    return this.#ready.length + this.#heldCount
  }

  /** How many could be sent now. */
  get readyLength(): number {
    return this.#ready.length
  }

  /** Whether the span was taken. */
  offer(item: QueuedSpan): boolean {
    const bytes = this.#bytes + sizeOf(item)
    if (this.length >= this.#limits.maxQueuedSpans || bytes > this.#limits.maxQueuedBytes) return false
    this.#bytes = bytes
    if (this.#unit === 'trace') this.#hold(item)
    else this.#ready.push(item)
    return true
  }

  /** Lets go of traces of which nothing more came by `latestMillis`; of all of them when absent. */
  release(latestMillis: number = Infinity): void {
    for (const [traceId, { sinceMillis }] of this.#held) {
      if (sinceMillis > latestMillis) return
      this.#releaseTrace(traceId)
    }
  }

  /** The oldest spans that fit one request, at least one, or one trace. They stay, and count, until `remove`. */
  peekBatch(): readonly QueuedSpan[] {
    return this.#ready.slice(0, batchEnd(this.#ready, 0, this.#unit, this.#limits, sizeOf))
  }

  /** Forgets the `count` oldest. */
  remove(count: number): void {
    for (const item of this.#ready.splice(0, count)) this.#bytes -= sizeOf(item)
  }

  /** The `count` oldest wait behind all others. */
  moveBack(count: number): void {
    this.#ready.push(...this.#ready.splice(0, count))
  }

  #hold(item: QueuedSpan): void {
    const trace = this.#held.get(item.traceId) ?? { sinceMillis: Date.now(), spans: [] }
    trace.spans.push(item)
    this.#heldCount++
    this.#held.set(item.traceId, trace)
    if (item.isLocalRoot) this.#releaseTrace(item.traceId)
  }

  #releaseTrace(traceId: TraceId): void {
    const { spans = [] } = this.#held.get(traceId) ?? {}
    this.#held.delete(traceId)
    this.#heldCount -= spans.length
    for (const span of spans) this.#ready.push(span)
  }
}

const sizeOf = ({ bytes, attachedBytes = 0 }: QueuedSpan): number => FRAME_BYTES + bytes.byteLength + attachedBytes
