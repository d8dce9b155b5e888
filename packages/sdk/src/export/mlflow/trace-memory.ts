import type { TraceId } from '@loupe-ai/model'

const MAX_TRACES = 1000

/** What was sent of traces that go on, so that later parts of them are not taken for the whole. The oldest are forgotten. */
export class TraceMemory<Part> {
  readonly #parts = new Map<TraceId, readonly Part[]>()

  get(traceId: TraceId): readonly Part[] {
    return this.#parts.get(traceId) ?? []
  }

  add(traceId: TraceId, parts: readonly Part[]): void {
    const all = [...this.get(traceId), ...parts]
    this.#parts.delete(traceId)
    this.#parts.set(traceId, all)
    if (this.#parts.size > MAX_TRACES) this.#parts.delete(this.#parts.keys().next().value!)
  }

  forget(traceId: TraceId): void {
    this.#parts.delete(traceId)
  }
}
