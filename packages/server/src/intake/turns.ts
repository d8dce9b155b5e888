/**
 * Hands the event loop to one request at a time. Several whose last bytes arrive together would else be worked on one after
 * another, each for some 25 ms, before the loop looks at anything else: the engine that has finished a step of a commit, and
 * those who read, would wait for all of them.
 */
export class Turns {
  readonly #waiting: (() => void)[] = []

  /** Resolves in order of asking, once in each turn of the loop. */
  next(): Promise<void> {
    return new Promise((resolve) => {
      this.#waiting.push(resolve)
      if (this.#waiting.length === 1) this.#schedule()
    })
  }

  #schedule(): void {
    setImmediate(() => {
      this.#waiting.shift()?.()
      if (this.#waiting.length > 0) this.#schedule()
    })
  }
}
