import type { IngestOutcome, PreparedGroup } from './span-group.ts'

export interface QueuedGroup extends PreparedGroup {
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

  get newestArrivedMillis(): number {
    return this.#groups.at(-1)?.arrivedMillis ?? Number.NEGATIVE_INFINITY
  }

  /** An empty queue has room for a group of any size. */
  hasRoomFor(bytes: number): boolean {
    const held = this.bytes + this.bytesInCommit
    return held === 0 || held + bytes <= this.#maxBytes
  }

  add(group: QueuedGroup): void {
    this.#groups.push(group)
    this.spans += group.prepared.count
    this.bytes += group.bytes
  }

  /** Takes whole groups from the front, at least one, as far as both limits allow. */
  take(maxSpans: number, maxBytes: number): QueuedGroup[] {
    let count = 0
    let spans = 0
    let bytes = 0
    for (const group of this.#groups) {
      if (count > 0 && (spans + group.prepared.count > maxSpans || bytes + group.bytes > maxBytes)) break
      count++
      spans += group.prepared.count
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
