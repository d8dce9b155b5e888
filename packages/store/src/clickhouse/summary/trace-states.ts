import type { TraceId } from '@loupe-ai/model'
import { type TraceState, weightOf } from './trace-state.ts'

/** The traces that changed last, so that a trace that grows need not be read again. Bounded by the spans they hold. */
export class TraceStates {
  readonly #maxWeight: number
  readonly #states = new Map<TraceId, { readonly state: TraceState; readonly weight: number }>()
  #weight = 0

  constructor(maxWeight: number) {
    this.#maxWeight = maxWeight
  }

  get(id: TraceId): TraceState | undefined {
    return this.#states.get(id)?.state
  }

  forget(ids: Iterable<TraceId>): void {
    for (const id of ids) {
      const known = this.#states.get(id)
      if (known === undefined) continue
      this.#weight -= known.weight
      this.#states.delete(id)
    }
  }

  clear(): void {
    this.#states.clear()
    this.#weight = 0
  }

  keep(states: Iterable<TraceState>): void {
    for (const state of states) {
      this.forget([state.traceId])
      const weight = weightOf(state)
      this.#states.set(state.traceId, { state, weight })
      this.#weight += weight
    }
    for (const id of this.#states.keys()) {
      if (this.#weight <= this.#maxWeight) break
      this.forget([id])
    }
  }
}
