/** What was of use lately, by text: between `keep` and twice as much of it. */
export class Recent<Value> {
  readonly #keep: number
  #young = new Map<string, Value>()
  #old = new Map<string, Value>()

  constructor(keep: number) {
    this.#keep = keep
  }

  get(key: string): Value | undefined {
    const young = this.#young.get(key)
    if (young !== undefined) return young
    const old = this.#old.get(key)
    if (old !== undefined) this.set(key, old)
    return old
  }

  set(key: string, value: Value): void {
    if (this.#young.size >= this.#keep) {
      this.#old = this.#young
      this.#young = new Map()
    }
    this.#young.set(key, value)
  }

  clear(): void {
    this.#young.clear()
    this.#old.clear()
  }
}
