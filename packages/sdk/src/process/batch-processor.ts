import type { Attributes } from '@loupe-ai/model'
import type { OtlpSpan } from '@loupe-ai/wire'

import { textOf } from '../diagnostics.ts'
import { encodeSpans, type SpanToSend } from '../export/encode-spans.ts'
import type { SendOutcome, Transport } from '../export/transport.ts'
import { letExit } from '../export/wait.ts'
import type { BatchOptions } from './batch-options.ts'
import type { DeliveryCounts } from './delivery-counts.ts'
import { RunningSpans } from './running-spans.ts'
import { spanBytes } from './span-bytes.ts'
import { SpanQueue } from './span-queue.ts'
import type { RunningSpan } from './span-sink.ts'

/** What a moment suffices for. */
const LAST_BYTES = 8 * 1024 * 1024

export interface LastRequest {
  readonly body: Uint8Array<ArrayBuffer>
  readonly spans: number
}

/**
 * Gathers spans for one server and sends them in batches, one request at a time. What a server that is away could not
 * take stays in the queue, in order, and is tried again with growing pauses. Never blocks and never throws.
 */
export class BatchProcessor {
  readonly #options: BatchOptions
  readonly #transport: Transport
  readonly #onDropped: () => void
  readonly #queue: SpanQueue
  readonly #running: RunningSpans
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
  /** Known once the server has answered. */
  #isLoupe = false

  constructor(transport: Transport, options: BatchOptions, onDropped: () => void) {
    this.#transport = transport
    this.#options = options
    this.#onDropped = onDropped
    this.#queue = new SpanQueue(options)
    this.#running = new RunningSpans(options.showRunningAfterMillis)
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

  started(span: RunningSpan, resource: Attributes): void {
    if (this.#isClosed) return
    this.#running.started(span, resource)
    if (this.#isLoupe) this.#scheduleIn(this.#options.showRunningAfterMillis)
  }

  offer(span: OtlpSpan, resource: Attributes, isLocalRoot: boolean): void {
    if (this.#isClosed) return
    this.#running.forget(span.spanId)
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
    let timer: ReturnType<typeof setTimeout> | undefined
    const late = new Promise<undefined>((resolve) => {
      timer = setTimeout(() => resolve(undefined), timeoutMillis)
    })
    try {
      while (this.#settled < target && this.#queue.length > 0) {
        const outcome = await Promise.race([this.#sendBatch(), late])
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

  /**
   * For the last moment of a program: hands over what waits, encoded, request by request, and sends nothing more itself.
   * Nothing when the server was away just now: it is not worth waiting for again.
   */
  takeRest(): readonly LastRequest[] {
    const requests: LastRequest[] = []
    let bytes = 0
    if (this.#pausedUntilMillis > Date.now()) return requests
    this.close()
    while (this.#queue.length > 0 && bytes < LAST_BYTES) {
      const batch = this.#queue.peekBatch()
      const { body, good } = encodeApart(batch, [])
      this.#queue.remove(batch.length)
      if (body !== undefined) requests.push({ body, spans: good })
      bytes += body?.byteLength ?? 0
    }
    return requests
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
    while (!this.#isClosed && (this.#queue.length > 0 || this.#duePartials().length > 0)) {
      const outcome = await this.#sendBatch()
      if (outcome.status === 'retryable') return
    }
  }

  #sendBatch(): Promise<SendOutcome> {
    this.#sending ??= this.#send().finally(() => {
      this.#sending = undefined
      if (this.#queue.length > 0) this.#scheduleIn(this.#options.scheduleMillis)
      else if (this.#isLoupe && this.#running.size > 0) this.#scheduleIn(this.#options.showRunningAfterMillis)
    })
    return this.#sending
  }

  async #send(): Promise<SendOutcome> {
    const batch = this.#queue.peekBatch()
    const partials = this.#duePartials()
    this.#cancel = new AbortController()
    const { body, good } = encodeApart(batch, partials)
    const outcome: SendOutcome =
      body === undefined
        ? { status: 'refused', reason: 'not encodable' }
        : await carefully(this.#transport, body, this.#cancel.signal)
    if (outcome.status === 'retryable') {
      this.#pause(outcome.afterMillis)
      return outcome
    }
    for (const { span } of partials) this.#running.forget(span.spanId)
    if (outcome.status === 'accepted') this.#isLoupe = outcome.isLoupe
    this.#settle(batch.length, outcome.status === 'accepted' ? Math.max(0, good - outcome.rejectedSpans) : 0)
    return outcome
  }

  #duePartials(): readonly SpanToSend[] {
    return this.#isLoupe ? this.#running.due() : []
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

/** A bug in a transport must not end the program by a rejection that nobody handles. */
async function carefully(
  transport: Transport,
  body: Uint8Array<ArrayBuffer>,
  signal: AbortSignal,
): Promise<SendOutcome> {
  try {
    return await transport.send(body, signal)
  } catch (error) {
    return { status: 'refused', reason: textOf(error) }
  }
}

interface Encoded {
  readonly body: Uint8Array<ArrayBuffer> | undefined
  /** How many of the batch are in it. */
  readonly good: number
}

/** A span that cannot be encoded is set apart, so that its neighbours arrive. */
function encodeApart(batch: readonly SpanToSend[], partials: readonly SpanToSend[]): Encoded {
  try {
    return { body: encodeSpans([...batch, ...partials]), good: batch.length }
  } catch {
    const good = batch.filter((item) => isEncodable(item))
    return { body: good.length === 0 ? undefined : encodeSpans(good), good: good.length }
  }
}

function isEncodable(item: SpanToSend): boolean {
  try {
    return encodeSpans([item]).byteLength > 0
  } catch {
    return false
  }
}
