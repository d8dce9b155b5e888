import { setTimeout as after } from 'node:timers/promises'
import type { TraceId } from '@loupe-ai/model'

const POLL_MILLIS = 50
/** A purge looks through all days of its traces, and costs hardly more for many of them than for a few. */
const MANY = 20_000
/** While more are deleted, so many delays long others may join. */
const MAX_DELAYS = 10

/** Deleted traces of which rows may still be stored. They go a little later, so that many deletions share one statement. */
export class PurgeQueue {
  readonly #delayMillis: number
  readonly #purge: (ids: readonly TraceId[]) => Promise<void>
  /** With when the rows may go. */
  readonly #waiting = new Map<TraceId, number>()
  #addedMillis = -Infinity
  #isClosed = false
  #timer: NodeJS.Timeout | undefined
  #purging: Promise<void> | undefined

  /** `purge` takes the rows of some traces away; of a trace for which it fails they are taken away at the next try. */
  constructor(delayMillis: number, purge: (ids: readonly TraceId[]) => Promise<void>) {
    this.#delayMillis = delayMillis
    this.#purge = purge
  }

  add(ids: Iterable<TraceId>): void {
    this.#addedMillis = performance.now()
    const dueMillis = this.#addedMillis + this.#delayMillis
    for (const id of ids) this.#waiting.set(id, dueMillis)
    this.#purgeWhenDue()
  }

  async whenEmpty(): Promise<void> {
    while (this.#waiting.size > 0 && !this.#isClosed) await (this.#purging ?? after(POLL_MILLIS))
  }

  /** Waits for what runs. What is left waits for the next process. */
  async close(): Promise<void> {
    clearTimeout(this.#timer)
    this.#isClosed = true
    await this.#purging
  }

  #purgeWhenDue(): void {
    if (this.#waiting.size === 0 || this.#isClosed || this.#purging !== undefined) return
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined
      if (this.#isGathering()) return this.#purgeWhenDue()
      this.#purging = this.#purgeDue()
        .catch(() => {})
        .finally(() => {
          this.#purging = undefined
          this.#purgeWhenDue()
        })
    }, this.#delayMillis).unref()
  }

  #due(): TraceId[] {
    const now = performance.now()
    const due = [...this.#waiting].filter(([, dueMillis]) => dueMillis <= now).map(([id]) => id)
    return due.slice(0, MANY)
  }

  /** Whether more are likely to come that can go together with those that wait. */
  #isGathering(): boolean {
    const now = performance.now()
    const [firstDueMillis = now] = this.#waiting.values()
    return (
      this.#waiting.size < MANY &&
      now - this.#addedMillis < this.#delayMillis &&
      now - firstDueMillis < MAX_DELAYS * this.#delayMillis
    )
  }

  async #purgeDue(): Promise<void> {
    for (let ids = this.#due(); ids.length > 0 && !this.#isClosed; ids = this.#due()) {
      const since = performance.now()
      await this.#purge(ids)
      // What came of them meanwhile has a time of its own.
      for (const id of ids) if (this.#waiting.get(id)! <= since) this.#waiting.delete(id)
    }
  }
}
