import { textOf } from '../diagnostics.ts'
import type { ExportBatch, Exporter, OutgoingSpan } from '../export/exporter.ts'
import type { SendOutcome } from '../export/transport.ts'
import { letExit } from '../export/wait.ts'
import type { Backlog, Spool, SpoolReceipt } from '../spool/spool.ts'
import type { Attachment } from './attachment.ts'
import { batchEnd } from './batch-end.ts'
import type { BatchOptions } from './batch-options.ts'
import type { DeliveryCounts } from './delivery-counts.ts'
import { FaultHunt } from './fault-hunt.ts'
import { batchOf, byTraces, queued, suspectsLast } from './make-batch.ts'
import { RunningSpans, type RunningOutgoingSpan } from './running-spans.ts'
import { SpanQueue } from './span-queue.ts'

/** What a moment suffices for. */
const LAST_BYTES = 8 * 1024 * 1024
/** A flush looks for the span that the server fails over for so many failures in a row: they halve the largest batch to one span. */
const MAX_FAULTS_IN_ROW = 12
/** A request that got no answer for so long hangs, as far as a flush can tell. */
const STALE_MILLIS = 3000

/** A batch that nobody has sent when the program ends. */
export interface LastBatch {
  readonly batch: ExportBatch
  /** It arrived. */
  settle(): void
}

/**
 * Gathers spans for one target and sends them in batches, one at a time. What a server that is away could not
 * take stays in the queue, in order, and is tried again with growing pauses; with a spool it also lies on disk, and what
 * no memory holds is read from there. Never blocks on the network and never throws.
 */
export class BatchProcessor {
  readonly #options: BatchOptions
  readonly #exporter: Exporter
  readonly #onDropped: () => void
  readonly #queue: SpanQueue
  readonly #running: RunningSpans
  readonly #spool: Spool | undefined
  readonly #hunt: FaultHunt
  readonly #warn: (kind: string, message: string) => void
  #offered = 0
  #settled = 0
  #delivered = 0
  #refused = 0
  #dropped = 0
  /** On disk alone. */
  #left = 0
  #failures = 0
  #timer: ReturnType<typeof setTimeout> | undefined
  #dueMillis = Infinity
  #pausedUntilMillis = 0
  #sending: Promise<SendOutcome | undefined> | undefined
  #cancel: AbortController | undefined
  #sentAtMillis = 0
  #flushes = 0
  /** A flush gave up a request, and none has ended by itself since: a server that is only slow must not be asked for ever. */
  #hasHurried = false
  #isClosed = false
  /** The last failure was over what had failed alone before, behind which nothing else waits. */
  #isStuck = false
  /** Known once the server has answered. */
  #isLoupe = false

  constructor(
    exporter: Exporter,
    options: BatchOptions,
    onDropped: () => void,
    spool?: Spool,
    warn: (kind: string, message: string) => void = () => {},
  ) {
    this.#exporter = exporter
    this.#options = options
    this.#onDropped = onDropped
    this.#queue = new SpanQueue(options, exporter.unit)
    this.#running = new RunningSpans(options.showRunningAfterMillis)
    this.#spool = spool
    this.#hunt = new FaultHunt(exporter.unit, options)
    this.#warn = warn
  }

  /** Since the beginning, but for `kept`, which is now. */
  get counts(): DeliveryCounts {
    return {
      delivered: this.#delivered,
      kept: this.#queue.length + this.#left,
      refused: this.#refused,
      dropped: this.#dropped,
    }
  }

  /** Where the spans lie that are not sent when the program ends. */
  get spoolFolder(): string | undefined {
    return this.#spool?.folder
  }

  started(span: RunningOutgoingSpan): void {
    if (this.#isClosed) return
    this.#spool?.started(span)
    this.#running.started(span)
    if (this.#isLoupe) this.#scheduleIn(this.#options.showRunningAfterMillis)
  }

  /** A span that ended but cannot be sent. */
  unencodable(spanId: string): void {
    this.#running.forget(spanId)
    this.#refused++
  }

  offer(span: OutgoingSpan, attachments: readonly Attachment[] = []): void {
    if (this.#isClosed) return
    this.#running.forget(span.spanId)
    const receipt = this.#spool?.ended(span, attachments)
    if (!this.#queue.offer(queued(span, attachments, receipt))) this.#overflow(receipt)
    else this.#offered++
    const isFull = this.#queue.readyLength >= this.#options.maxBatchSpans
    const { scheduleMillis, afterRootMillis } = this.#options
    if (this.#sending === undefined) this.#scheduleIn(isFull ? 0 : span.isLocalRoot ? afterRootMillis : scheduleMillis)
  }

  #overflow(receipt: SpoolReceipt | undefined): void {
    if (receipt !== undefined) {
      this.#left++
      receipt.leave()
      return
    }
    this.#dropped++
    this.#onDropped()
  }

  /**
   * Sends what has ended so far, at once and also while pausing, and what lies on disk. Resolves when all of it is settled, when the
   * server turns out to be away, or after `timeoutMillis`; keeps the process alive so long. With `cancelLate` a request
   * still under way then is given up, its spans kept.
   */
  async flush(timeoutMillis: number, { cancelLate = false }: { cancelLate?: boolean } = {}): Promise<void> {
    const target = this.#offered
    let timer: ReturnType<typeof setTimeout> | undefined
    const late = new Promise<'late'>((resolve) => {
      timer = setTimeout(() => resolve('late'), timeoutMillis)
    })
    let isOwnStuck = false
    try {
      if (this.#flushes++ === 0 && this.#giveUpStale()) await Promise.race([this.#sending, late])
      for (;;) {
        if (cancelLate) this.#queue.release()
        const hasOwn = !isOwnStuck && this.#settled < target && this.#queue.readyLength > 0
        const outcome = await Promise.race([hasOwn ? this.#sendBatch() : this.#sendBacklog(), late])
        if (outcome === 'late' && cancelLate) {
          this.#cancel?.abort()
          await this.#sending
        }
        if (outcome === undefined || outcome === 'late') return
        if (outcome.status === 'retryable') {
          if (outcome.isServerFault !== true || this.#hunt.faultsInRow > MAX_FAULTS_IN_ROW) return
          if (this.#isStuck && !hasOwn) return
          isOwnStuck ||= this.#isStuck
        }
      }
    } finally {
      this.#flushes--
      clearTimeout(timer)
    }
  }

  /** Whether a request is given up that a server took before it hung: it may be back, and wait for the next. */
  #giveUpStale(): boolean {
    const isStale = this.#sending !== undefined && Date.now() - this.#sentAtMillis >= STALE_MILLIS
    if (!isStale || this.#hasHurried) return false
    this.#hasHurried = true
    this.#cancel?.abort()
    return true
  }

  /**
   * For the last moment of a program: hands over what waits, encoded, request by request, and sends nothing more itself.
   * Nothing when the server was away just now: it is not worth waiting for again.
   */
  takeRest(): readonly LastBatch[] {
    const rest: LastBatch[] = []
    let bytes = 0
    if (this.#pausedUntilMillis > Date.now()) return rest
    this.close()
    this.#queue.release()
    while (this.#queue.readyLength > 0 && bytes < LAST_BYTES) {
      const spans = this.#queue.peekBatch()
      this.#queue.remove(spans.length)
      const settle = (): void => spans.forEach(({ receipt }) => receipt?.settle())
      rest.push({ batch: batchOf(spans, []), settle })
      bytes += spans.reduce((sum, span) => sum + span.bytes.byteLength, 0)
    }
    return rest
  }

  /** Takes and sends nothing more; spans still queued stay counted as kept. */
  close(): void {
    this.#isClosed = true
    clearTimeout(this.#timer)
    this.#cancel?.abort()
  }

  /** Takes away what is empty on disk. */
  closeSpool(): void {
    this.#spool?.close()
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
    while (!this.#isClosed && (this.#readyLength() > 0 || this.#duePartials().length > 0)) {
      const outcome = await this.#sendBatch()
      if (outcome?.status === 'retryable' && !this.#isStuck) return
      if (this.#isStuck) break
    }
    while (!this.#isClosed && (this.#queue.readyLength === 0 || this.#isStuck)) {
      const outcome = await this.#sendBacklog()
      if (outcome?.status === 'retryable') return
      if (outcome === undefined) break
    }
    // What is held is looked at again when it has waited long enough.
    if (this.#queue.length > 0) this.#scheduleIn(this.#options.holdTraceMillis)
  }

  #sendBatch(): Promise<SendOutcome | undefined> {
    return this.#oneAtATime(() => this.#send())
  }

  /** One piece of what lies on disk; undefined when nothing does. */
  #sendBacklog(): Promise<SendOutcome | undefined> {
    if (this.#sending !== undefined) return this.#sending
    const backlog = this.#spool?.takeBacklog()
    return backlog === undefined ? Promise.resolve(undefined) : this.#oneAtATime(() => this.#sendFile(backlog))
  }

  #oneAtATime(send: () => Promise<SendOutcome>): Promise<SendOutcome | undefined> {
    this.#sending ??= send().finally(() => {
      this.#sending = undefined
      if (this.#queue.readyLength > 0 || this.#spool?.hasBacklog === true)
        this.#scheduleIn(this.#options.scheduleMillis)
      else if (this.#isLoupe && this.#running.size > 0) this.#scheduleIn(this.#options.showRunningAfterMillis)
    })
    return this.#sending
  }

  /** Lets go of traces that have waited too long for their root. */
  #readyLength(): number {
    this.#queue.release(Date.now() - this.#options.holdTraceMillis)
    return this.#queue.readyLength
  }

  async #send(): Promise<SendOutcome> {
    const batch = this.#hunt.narrow(this.#queue.peekBatch())
    const partials = this.#duePartials()
    const outcome = await this.#carry(batchOf(batch, partials))
    if (outcome.status === 'retryable') {
      if (batch[0] !== undefined && this.#hunt.isSuspect(batch[0])) this.#queue.moveBack(batch.length)
      return outcome
    }
    for (const { spanId } of partials) this.#running.forget(spanId)
    this.#queue.remove(batch.length)
    this.#settled += batch.length
    for (const { receipt } of batch) receipt?.settle()
    this.#count(batch.length, outcome)
    return outcome
  }

  async #sendFile({ spans, isOwn, settle, putBack }: Backlog): Promise<SendOutcome> {
    const { unit } = this.#exporter
    const together = unit === 'trace' ? byTraces(spans) : spans
    const inOrder = suspectsLast(together, unit, (span) => this.#hunt.isSuspect(span))
    let outcome: SendOutcome = NOTHING_SENT
    for (let start = 0; start < inOrder.length;) {
      const whole = batchEnd(inOrder, start, unit, this.#options, ({ bytes }) => bytes.byteLength)
      const batch = this.#hunt.narrow(inOrder.slice(start, whole))
      const end = start + batch.length
      outcome = await this.#carry(batchOf(batch, []))
      if (outcome.status === 'retryable') {
        putBack(inOrder.slice(0, start))
        return outcome
      }
      this.#count(end - start, outcome)
      if (isOwn) this.#left -= end - start
      start = end
    }
    settle()
    return outcome
  }

  /** Sends, and pauses when that did not work. */
  async #carry(batch: ExportBatch): Promise<SendOutcome> {
    this.#cancel = new AbortController()
    this.#sentAtMillis = Date.now()
    const { signal } = this.#cancel
    const outcome = this.#judged(batch, await this.#carefully(batch, signal))
    if (!signal.aborted) this.#hasHurried = false
    if (outcome.status === 'retryable') this.#pause(outcome.afterMillis)
    else {
      this.#failures = 0
      this.#pausedUntilMillis = 0
    }
    if (outcome.status === 'accepted') this.#isLoupe = outcome.isLoupe
    return outcome
  }

  /** A fault of the server with what the hunt for its cause makes of it. */
  #judged({ spans }: ExportBatch, outcome: SendOutcome): SendOutcome {
    this.#isStuck = false
    if (outcome.status !== 'retryable') {
      // An answer to one batch, whatever it is, says nothing of a fault in another unless something was taken.
      if (outcome.status === 'accepted') this.#hunt.accepted(spans)
      return outcome
    }
    if (outcome.isServerFault !== true) return outcome
    const verdict = this.#hunt.failed(spans)
    this.#isStuck = verdict === 'known suspect'
    if (verdict !== 'given up') return outcome
    const what = spans.length === 1 ? `span ${spans[0]!.spanId}` : `${spans.length} spans`
    this.#warn('given up', `${what} of trace ${spans[0]!.traceId} cannot be sent, though others can: ${outcome.reason}`)
    return { status: 'refused', reason: outcome.reason }
  }

  /** An exporter that throws is our failure: the spans are kept. */
  async #carefully(batch: ExportBatch, signal: AbortSignal): Promise<SendOutcome> {
    try {
      return await this.#exporter.export(batch, signal)
    } catch (error) {
      const reason = textOf(error)
      this.#warn(
        'exporter',
        `a failure of our own keeps traces from being sent: ${reason}. They are kept and tried again.`,
      )
      return { status: 'retryable', reason, isServerFault: true }
    }
  }

  #duePartials(): readonly OutgoingSpan[] {
    return this.#isLoupe && !this.#hunt.isOn ? this.#running.due() : []
  }

  #count(spans: number, outcome: SendOutcome): void {
    const delivered = outcome.status === 'accepted' ? Math.max(0, spans - outcome.rejectedSpans) : 0
    this.#delivered += delivered
    this.#refused += spans - delivered
  }

  #pause(afterMillis: number = 0): void {
    const { pauseMillis, maxPauseMillis } = this.#options
    const growing = Math.min(maxPauseMillis, pauseMillis * 2 ** this.#failures++)
    this.#pausedUntilMillis = Date.now() + Math.max(afterMillis, growing)
  }
}

const NOTHING_SENT: SendOutcome = { status: 'accepted', rejectedSpans: 0, message: '', isLoupe: false }
