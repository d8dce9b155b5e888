const FIRST_SLOTS = 64
const MAX_LOAD = 0.5

/** A set of 64-bit hashes in plain memory, with open addressing. The lower half is never 0: that is a free slot. */
export class ValueTable {
  size = 0
  #mask = FIRST_SLOTS - 1
  #words = new Uint32Array(FIRST_SLOTS * 2)

  has(high: number, low: number): boolean {
    return this.#words[this.#slotOf(high, low) * 2 + 1] !== 0
  }

  /** Whether it was new. */
  add(high: number, low: number): boolean {
    const at = this.#slotOf(high, low) * 2
    if (this.#words[at + 1] !== 0) return false
    this.#words[at] = high
    this.#words[at + 1] = low
    this.size++
    if (this.size > (this.#mask + 1) * MAX_LOAD) this.#grow()
    return true
  }

  /** Where it is, or the free slot where it would be. */
  #slotOf(high: number, low: number): number {
    const words = this.#words
    for (let slot = low & this.#mask; ; slot = (slot + 1) & this.#mask) {
      const found = words[slot * 2 + 1]!
      if (found === 0 || (found === low && words[slot * 2] === high)) return slot
    }
  }

  #grow(): void {
    const words = this.#words
    const slots = (this.#mask + 1) * 2
    this.#mask = slots - 1
    this.#words = new Uint32Array(slots * 2)
    this.size = 0
    for (let at = 0; at < words.length; at += 2) if (words[at + 1] !== 0) this.add(words[at]!, words[at + 1]!)
  }
}
