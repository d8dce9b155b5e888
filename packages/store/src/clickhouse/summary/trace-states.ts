import type { TraceId } from '@loupe-ai/model'
import { type TraceState, weightOf } from './trace-state.ts'

/**
 * The traces that changed last, so that a trace that grows need not be read again. Bounded by the spans they hold: those that
 * have ended, which hardly ever change, by a quarter of what the others may hold.
 */
export class TraceStates {
  readonly #running: WeighedStates
  readonly #ended: WeighedStates

  constructor(maxWeight: number) {
    this.#running = new WeighedStates(maxWeight)
    this.#ended = new WeighedStates(maxWeight / 4)
  }

  get(id: TraceId): TraceState | undefined {
    return this.#running.get(id) ?? this.#ended.get(id)
  }

  forget(ids: Iterable<TraceId>): void {
    for (const id of ids) {
      this.#running.delete(id)
      this.#ended.delete(id)
    }
  }

  clear(): void {
    this.#running.clear()
    this.#ended.clear()
  }

  keep(states: Iterable<TraceState>): void {
    for (const state of states) {
      this.forget([state.traceId])
      if (hasEnded(state)) this.#ended.add(state)
      else this.#running.add(state)
    }
    this.#running.trim()
    this.#ended.trim()
  }
}

/** Its root has ended, and so has everything else that is known of it. */
function hasEnded({ spans }: TraceState): boolean {
  let hasRoot = false
  for (const { span } of spans.values()) {
    if (span.endNanos === undefined) return false
    hasRoot ||= span.parentId === undefined
  }
  return hasRoot
}

class WeighedStates {
  readonly #maxWeight: number
  readonly #states = new Map<TraceId, { readonly state: TraceState; readonly weight: number }>()
  #weight = 0

  constructor(maxWeight: number) {
    this.#maxWeight = maxWeight
  }

  get(id: TraceId): TraceState | undefined {
    return this.#states.get(id)?.state
  }

  add(state: TraceState): void {
    const weight = weightOf(state)
    this.#states.set(state.traceId, { state, weight })
    this.#weight += weight
  }

  delete(id: TraceId): void {
    const known = this.#states.get(id)
    if (known === undefined) return
    this.#weight -= known.weight
    this.#states.delete(id)
  }

  clear(): void {
    this.#states.clear()
    this.#weight = 0
  }

  /** The oldest go first. */
  trim(): void {
    for (const id of this.#states.keys()) {
      if (this.#weight <= this.#maxWeight) break
      this.delete(id)
    }
  }
}
