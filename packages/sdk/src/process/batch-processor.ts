import type { Attributes } from '@loupe-ai/model'
import type { OtlpSpan } from '@loupe-ai/wire'

import { encodeSpans } from '../export/encode-spans.ts'
import type { SendOutcome, Transport } from '../export/transport.ts'
import { letExit } from '../export/wait.ts'
import type { BatchOptions } from './batch-options.ts'
import type { DeliveryCounts } from './delivery-counts.ts'
import { spanBytes } from './span-bytes.ts'
import { SpanQueue, type QueuedSpan } from './span-queue.ts'

/**
 * Gathers spans for one server and sends them in batches, one request at a time. What a server that is away could not
 * take stays in the queue, in order, and is tried again with growing pauses. Never blocks and never throws.
 */
export class BatchProcessor {
  readonly #options: BatchOptions
  readonly #transport: Transport
  readonly #onDropped: () => void
  readonly #queue: SpanQueue
  #offered = 0
  #settled = 0
  #delivered = 0
  #refused = 0
  #failures = 0
  #timer: ReturnType<typeof setTimeout> | undefined
  #dueMillis = Infinity
  #pausedUntilMillis = 0
  #sending: Promise<SendOutcome> | undefined
  #cancel: AbortController | undefined
  #isClosed = false

  constructor(transport: Transport, options: BatchOptions, onDropped: () => void) {
    this.#transport = transport
    this.#options = options
    this.#onDropped = onDropped
    this.#queue = new SpanQueue(options)
  }

  /** Since the beginning, but for `kept`, which is now. */
  get counts(): DeliveryCounts {
    return {
      delivered: this.#delivered,
      kept: this.#queue.length,
      refused: this.#refused,
      dropped: this.#queue.dropped,
    }
  }

  offer(span: OtlpSpan, resource: Attributes, isLocalRoot: boolean): void {
    if (this.#isClosed) return
    if (!this.#queue.offer({ span, resource, bytes: spanBytes(span) })) return this.#onDropped()
    this.#offered++
    const isFull = this.#queue.length >= this.#options.maxBatchSpans
    const { scheduleMillis, afterRootMillis } = this.#options
    if (this.#sending === undefined) this.#scheduleIn(isFull ? 0 : isLocalRoot ? afterRootMillis : scheduleMillis)
  }

  /**
   * Sends what has ended so far, at once and also while pausing. Resolves when all of it is settled, when the server
   * turns out to be away, or after `timeoutMillis`; keeps the process alive so long. With `cancelLate` a request still under way then is
   * given up, its spans kept.
   */
  async flush(timeoutMillis: number, { cancelLate = false }: { cancelLate?: boolean } = {}): Promise<void> {
    const target = this.#offered
    const late = Promise.withResolvers<undefined>()
    const timer = setTimeout(() => late.resolve(undefined), timeoutMillis)
    try {
      while (this.#settled < target && this.#queue.length > 0) {
        const outcome = await Promise.race([this.#sendBatch(), late.promise])
        if (outcome === undefined && cancelLate) {
          this.#cancel?.abort()
          await this.#sending
        }
        if (outcome === undefined || outcome.status === 'retryable') return
      }
    } finally {
      clearTimeout(timer)
    }
  }

  /** Takes and sends nothing more; spans still queued stay counted as kept. */
  close(): void {
    this.#isClosed = true
    clearTimeout(this.#timer)
    this.#cancel?.abort()
  }

  #scheduleIn(millis: number): void {
    const now = Date.now()
    const dueMillis = Math.max(now + millis, this.#pausedUntilMillis)
    if (this.#isClosed || dueMillis >= this.#dueMillis) return
    clearTimeout(this.#timer)
    this.#dueMillis = dueMillis
    this.#timer = setTimeout(() => {
      this.#dueMillis = Infinity
      void this.#drain()
    }, dueMillis - now)
    letExit(this.#timer)
  }

  async #drain(): Promise<void> {
    while (this.#queue.length > 0 && !this.#isClosed) {
      const outcome = await this.#sendBatch()
      if (outcome.status === 'retryable') return
    }
  }

  #sendBatch(): Promise<SendOutcome> {
    this.#sending ??= this.#send().finally(() => {
      this.#sending = undefined
      if (this.#queue.length > 0) this.#scheduleIn(this.#options.scheduleMillis)
    })
    return this.#sending
  }

  async #send(): Promise<SendOutcome> {
    const batch = this.#queue.peekBatch()
    this.#cancel = new AbortController()
    const encoded = encodeApart(batch)
    const outcome: SendOutcome =
      encoded.body === undefined
        ? { status: 'refused', reason: 'not encodable' }
        : await this.#transport.send(encoded.body, this.#cancel.signal)
    if (outcome.status === 'retryable') this.#pause(outcome.afterMillis)
    else this.#settle(batch.length, outcome.status === 'accepted' ? encoded.spans - outcome.rejectedSpans : 0)
    return outcome
  }

  #settle(count: number, delivered: number): void {
    this.#queue.remove(count)
    this.#settled += count
    this.#delivered += delivered
    this.#refused += count - delivered
    this.#failures = 0
    this.#pausedUntilMillis = 0
  }

  #pause(afterMillis: number = 0): void {
    const { pauseMillis, maxPauseMillis } = this.#options
    const growing = Math.min(maxPauseMillis, pauseMillis * 2 ** this.#failures++)
    this.#pausedUntilMillis = Date.now() + Math.max(afterMillis, growing)
  }
}

interface Encoded {
  readonly body: Uint8Array<ArrayBuffer> | undefined
  readonly spans: number
}

/** A span that cannot be encoded is set apart, so that its neighbours arrive. */
function encodeApart(batch: readonly QueuedSpan[]): Encoded {
  try {
    return { body: encodeSpans(batch), spans: batch.length }
  } catch {
    const good = batch.filter((item) => isEncodable(item))
    return { body: good.length === 0 ? undefined : encodeSpans(good), spans: good.length }
  }
}

function isEncodable(item: QueuedSpan): boolean {
  try {
    return encodeSpans([item]).byteLength > 0
  } catch {
    return false
  }
}
