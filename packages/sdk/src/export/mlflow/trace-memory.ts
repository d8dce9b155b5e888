import type { TraceId } from '@loupe-ai/model'

const MAX_TRACES = 1000
const MAX_BYTES = 32 * 1024 * 1024

/** What was sent of traces that go on, so that their later parts are not taken for the whole. Bounded: the oldest are forgotten. */
export class TraceMemory<Part> {
  readonly #parts = new Map<TraceId, readonly Part[]>()
  readonly #sizeOf: (part: Part) => number
  #bytes = 0

  constructor(sizeOf: (part: Part) => number) {
    this.#sizeOf = sizeOf
  }

  get(traceId: TraceId): readonly Part[] {
    return this.#parts.get(traceId) ?? []
  }

  /** All that is known of the trace now. */
  set(traceId: TraceId, parts: readonly Part[]): void {
    this.forget(traceId)
    this.#parts.set(traceId, parts)
    this.#bytes += this.#weigh(parts)
    while (this.#parts.size > MAX_TRACES || (this.#bytes > MAX_BYTES && this.#parts.size > 1))
      this.forget(this.#parts.keys().next().value!)
  }

  forget(traceId: TraceId): void {
    this.#bytes -= this.#weigh(this.get(traceId))
    this.#parts.delete(traceId)
  }

  #weigh(parts: readonly Part[]): number {
    return parts.reduce((sum, part) => sum + this.#sizeOf(part), 0)
  }
}
