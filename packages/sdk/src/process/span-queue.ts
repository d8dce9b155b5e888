import type { SpoolReceipt } from '../spool/spool.ts'
import type { BatchOptions } from './batch-options.ts'
import type { EncodedSpan } from './encoded-span.ts'

/** A span in memory; with a receipt it lies in a file as well. */
export interface QueuedSpan extends EncodedSpan {
  readonly receipt?: SpoolReceipt
}

/** Of the object around the bytes. */
const FRAME_BYTES = 200

type QueueLimits = Pick<BatchOptions, 'maxQueuedSpans' | 'maxQueuedBytes' | 'maxBatchSpans' | 'maxBatchBytes'>

/** Spans that wait, oldest first. Full means refused and counted, never an unbounded array. */
export class SpanQueue {
  #items: QueuedSpan[] = []
  #bytes = 0
  readonly #limits: QueueLimits

  constructor(limits: QueueLimits) {
    this.#limits = limits
  }

  get length(): number {
    return this.#items.length
  }

  /** Whether the span was taken. */
  offer(item: QueuedSpan): boolean {
    const bytes = this.#bytes + sizeOf(item)
    if (this.#items.length >= this.#limits.maxQueuedSpans || bytes > this.#limits.maxQueuedBytes) return false
    this.#items.push(item)
    this.#bytes = bytes
    return true
  }

  /** The oldest spans that fit one request, at least one. They stay, and count, until `remove`. */
  peekBatch(): readonly QueuedSpan[] {
    let bytes = 0
    let count = 0
    while (count < this.#limits.maxBatchSpans && count < this.#items.length) {
      bytes += sizeOf(this.#items[count]!)
      if (count > 0 && bytes > this.#limits.maxBatchBytes) break
      count++
    }
    return this.#items.slice(0, count)
  }

  /** Forgets the `count` oldest. */
  remove(count: number): void {
    for (const item of this.#items.splice(0, count)) this.#bytes -= sizeOf(item)
  }
}

const sizeOf = ({ bytes }: QueuedSpan): number => FRAME_BYTES + bytes.byteLength
