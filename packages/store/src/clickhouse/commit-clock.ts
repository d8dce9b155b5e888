/** Numbers commits: microseconds since 1970 where the clock allows, always higher than the one before. */
export class CommitClock {
  #last: bigint

  constructor(last: bigint) {
    this.#last = last
  }

  next(): bigint {
    const now = BigInt(Date.now()) * 1000n
    this.#last = now > this.#last ? now : this.#last + 1n
    return this.#last
  }
}
