import type { IngestOutcome, SpanGroup } from './span-group.ts'

export interface QueuedGroup extends SpanGroup {
  readonly arrivedMillis: number
  readonly answer: (outcome: IngestOutcome) => void
}

/** Groups waiting for a commit, oldest first. Bounded by what waits and what is being committed, in bytes. */
export class GroupQueue {
  spans = 0
  /** Waiting. */
  bytes = 0
  /** Taken and not yet given back by `settle`. */
  bytesInCommit = 0
  #groups: QueuedGroup[] = []
  readonly #maxBytes: number

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes
  }

  get isEmpty(): boolean {
    return this.#groups.length === 0
  }

  get oldestArrivedMillis(): number {
    return this.#groups[0]?.arrivedMillis ?? Number.POSITIVE_INFINITY
  }

  /** False, and nothing taken, when there is no room. An empty queue takes a group of any size. */
  offer(group: QueuedGroup): boolean {
    const held = this.bytes + this.bytesInCommit
    if (held > 0 && held + group.bytes > this.#maxBytes) return false
    this.#groups.push(group)
    this.spans += group.spans.length
    this.bytes += group.bytes
    return true
  }

  /** Takes whole groups from the front, at least one, as far as both limits allow. */
  take(maxSpans: number, maxBytes: number): QueuedGroup[] {
    let count = 0
    let spans = 0
    let bytes = 0
    for (const group of this.#groups) {
      if (count > 0 && (spans + group.spans.length > maxSpans || bytes + group.bytes > maxBytes)) break
      count++
      spans += group.spans.length
      bytes += group.bytes
    }
    this.spans -= spans
    this.bytes -= bytes
    this.bytesInCommit += bytes
    return this.#groups.splice(0, count)
  }

  settle(group: QueuedGroup, outcome: IngestOutcome): void {
    this.bytesInCommit -= group.bytes
    group.answer(outcome)
  }
}
