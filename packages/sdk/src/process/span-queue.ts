import type { Attributes } from '@loupe-ai/model'
import type { OtlpSpan } from '@loupe-ai/wire'

import type { BatchOptions } from './batch-options.ts'

export interface QueuedSpan {
  readonly span: OtlpSpan
  readonly resource: Attributes
  readonly bytes: number
}

type QueueLimits = Pick<BatchOptions, 'maxQueuedSpans' | 'maxQueuedBytes' | 'maxBatchSpans' | 'maxBatchBytes'>

/** Spans that wait, oldest first. Full means refused and counted, never an unbounded array. */
export class SpanQueue {
  dropped = 0
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
    if (this.#items.length >= this.#limits.maxQueuedSpans || this.#bytes + item.bytes > this.#limits.maxQueuedBytes) {
      this.dropped++
      return false
    }
    this.#items.push(item)
    this.#bytes += item.bytes
    return true
  }

  /** The oldest spans that fit one request, at least one. They stay, and count, until `remove`. */
  peekBatch(): readonly QueuedSpan[] {
    let bytes = 0
    let count = 0
    while (count < this.#limits.maxBatchSpans && count < this.#items.length) {
      bytes += this.#items[count]!.bytes
      if (count > 0 && bytes > this.#limits.maxBatchBytes) break
      count++
    }
    return this.#items.slice(0, count)
  }

  /** Forgets the `count` oldest. */
  remove(count: number): void {
    for (const item of this.#items.splice(0, count)) this.#bytes -= item.bytes
  }
}
