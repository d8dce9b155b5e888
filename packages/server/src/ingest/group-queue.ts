import { type Client, pathOf } from './client.ts'
import { FairLine } from './fair-line.ts'
import type { IngestOutcome, PreparedGroup } from './span-group.ts'

export interface QueuedGroup extends PreparedGroup {
  readonly client: Client
  readonly arrivedMillis: number
  readonly answer: (outcome: IngestOutcome) => void
}

/**
 * Groups waiting for a commit, in turn between clients, each client's oldest first. Bounded by what waits and what is
 * being committed, in bytes. One client may use all of it; when it is full, who holds most makes room for who holds less.
 */
export class GroupQueue {
  spans = 0
  /** Waiting. */
  bytes = 0
  /** Taken and not yet given back by `settle`. */
  bytesInCommit = 0
  newestArrivedMillis: number = Number.NEGATIVE_INFINITY
  readonly #line = new FairLine<QueuedGroup>()
  /** What waits, oldest first. */
  readonly #waiting = new Set<QueuedGroup>()
  readonly #maxBytes: number

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes
  }

  get isEmpty(): boolean {
    return this.#waiting.size === 0
  }

  get oldestArrivedMillis(): number {
    return this.#waiting.values().next().value?.arrivedMillis ?? Number.POSITIVE_INFINITY
  }

  /**
   * Makes room for a client's group, and gives what was put out for it: the newest groups of those that hold over
   * twice what this client will. They are no longer in the queue and wait for their answer. Undefined, and nothing put out, if there
   * cannot be room. An empty queue has room for a group of any size.
   */
  makeRoom(client: Client, bytes: number): readonly QueuedGroup[] | undefined {
    const held = this.#line.heldBytes
    if (held === 0 || held + bytes <= this.#maxBytes) return []
    if (bytes > this.#maxBytes) return undefined
    const path = pathOf(client)
    const putOut: QueuedGroup[] = []
    while (this.#line.heldBytes + bytes > this.#maxBytes) {
      const group = this.#line.pushOut(path, bytes)
      if (group === undefined) {
        for (const back of putOut.toReversed()) this.#line.add(pathOf(back.client), back)
        return undefined
      }
      putOut.push(group)
    }
    for (const group of putOut) this.#noLongerWaits(group)
    return putOut
  }

  add(group: QueuedGroup): void {
    this.#line.add(pathOf(group.client), group)
    this.#waiting.add(group)
    this.newestArrivedMillis = group.arrivedMillis
    this.spans += group.prepared.count
    this.bytes += group.bytes
  }

  /** Takes whole groups in turn, at least one, as far as both limits allow; who is next then is first the next time. */
  take(maxSpans: number, maxBytes: number): QueuedGroup[] {
    const taken: QueuedGroup[] = []
    let spans = 0
    let bytes = 0
    for (let next = this.#line.peek(); next !== undefined; next = this.#line.peek()) {
      spans += next.prepared.count
      bytes += next.bytes
      if (taken.length > 0 && (spans > maxSpans || bytes > maxBytes)) break
      this.#line.take()
      this.#noLongerWaits(next)
      this.bytesInCommit += next.bytes
      taken.push(next)
    }
    return taken
  }

  settle(group: QueuedGroup, outcome: IngestOutcome): void {
    this.bytesInCommit -= group.bytes
    this.#line.settle(pathOf(group.client), group)
    group.answer(outcome)
  }

  #noLongerWaits(group: QueuedGroup): void {
    this.#waiting.delete(group)
    this.spans -= group.prepared.count
    this.bytes -= group.bytes
  }
}
