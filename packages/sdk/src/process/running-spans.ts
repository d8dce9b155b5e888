import type { OutgoingSpan } from '../export/exporter.ts'

/** A span that has begun. */
export interface RunningOutgoingSpan {
  readonly spanId: string
  readonly isEnded: boolean
  /** Its beginning, which its end goes on with. */
  readonly begun?: OutgoingSpan | undefined
  /** As it stands now; undefined when it cannot be encoded. */
  snapshot(): OutgoingSpan | undefined
}

const MAX_WATCHED = 1000
const MAX_SENT_AT_ONCE = 100

interface Watched {
  readonly span: RunningOutgoingSpan
  readonly startedMillis: number
}

/** Spans that run and of which the server has not heard: those that take long are sent once as they stand. */
export class RunningSpans {
  readonly #watched = new Map<string, Watched>()
  readonly #dueAfterMillis: number

  constructor(dueAfterMillis: number) {
    this.#dueAfterMillis = dueAfterMillis
  }

  get size(): number {
    return this.#watched.size
  }

  started(span: RunningOutgoingSpan): void {
    if (this.#watched.size < MAX_WATCHED) this.#watched.set(span.spanId, { span, startedMillis: Date.now() })
  }

  /** Ended, or told of. */
  forget(spanId: string): void {
    this.#watched.delete(spanId)
  }

  /** Those that have run long enough to be worth a word, oldest first. */
  due(): readonly OutgoingSpan[] {
    const latestStart = Date.now() - this.#dueAfterMillis
    const due: OutgoingSpan[] = []
    for (const { span, startedMillis } of this.#watched.values()) {
      if (startedMillis > latestStart || due.length >= MAX_SENT_AT_ONCE) break
      const snapshot = span.isEnded ? undefined : span.snapshot()
      if (snapshot !== undefined) due.push(snapshot)
    }
    return due
  }
}
