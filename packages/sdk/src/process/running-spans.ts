import type { Attributes } from '@loupe-ai/model'
import type { OtlpSpan } from '@loupe-ai/wire'

import type { RunningSpan } from './span-sink.ts'

const MAX_WATCHED = 1000
const MAX_SENT_AT_ONCE = 100

interface Watched {
  readonly span: RunningSpan
  readonly resource: Attributes
  readonly startedMillis: number
}

interface Partial {
  readonly span: OtlpSpan
  readonly resource: Attributes
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

  started(span: RunningSpan, resource: Attributes): void {
    if (this.#watched.size < MAX_WATCHED) this.#watched.set(span.spanId, { span, resource, startedMillis: Date.now() })
  }

  /** Ended, or told of. */
  forget(spanId: string): void {
    this.#watched.delete(spanId)
  }

  /** Those that have run long enough to be worth a word, oldest first. */
  due(): readonly Partial[] {
    const latestStart = Date.now() - this.#dueAfterMillis
    const due: Partial[] = []
    for (const { span, resource, startedMillis } of this.#watched.values()) {
      if (startedMillis > latestStart || due.length >= MAX_SENT_AT_ONCE) break
      if (!span.isEnded) due.push({ span: span.snapshot(), resource })
    }
    return due
  }
}
