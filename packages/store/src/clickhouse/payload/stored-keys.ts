/**
 * What is known to be stored, each with the earliest time that was stored of it. A bounded memory in two generations:
 * what is asked for stays, the rest is forgotten, which only means that it is stored again.
 */
export class StoredKeys {
  readonly #max: number
  #young = new Map<string, number>()
  #old = new Map<string, number>()

  constructor(max: number) {
    this.#max = max
  }

  /** Whether it is stored with a time not after `time`. */
  has(key: string, time: number): boolean {
    const young = this.#young.get(key)
    if (young !== undefined) return young <= time
    const old = this.#old.get(key)
    if (old === undefined) return false
    this.#put(key, old)
    return old <= time
  }

  /** Only what the engine has confirmed. */
  add(key: string, time: number): void {
    const known = this.#young.get(key) ?? this.#old.get(key)
    this.#put(key, known === undefined || time < known ? time : known)
  }

  clear(): void {
    this.#young = new Map()
    this.#old = new Map()
  }

  #put(key: string, time: number): void {
    if (this.#young.size >= this.#max / 2 && !this.#young.has(key)) {
      this.#old = this.#young
      this.#young = new Map()
    }
    this.#young.set(key, time)
  }
}
