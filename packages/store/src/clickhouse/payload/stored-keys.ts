import type { PartKey } from './part-key.ts'

/**
 * What is known to be stored, each with the earliest time that was stored of it. A bounded memory in two generations:
 * what is asked for stays, the rest is forgotten, which only means that it is stored again.
 */
export class StoredKeys {
  readonly #max: number
  #young = new KeyTable()
  #old = new KeyTable()

  constructor(max: number) {
    this.#max = max
  }

  /** Whether it is stored with a time not after `time`. */
  has(key: PartKey, time: number): boolean {
    const young = this.#young.get(key)
    if (young !== undefined) return young <= time
    const old = this.#old.get(key)
    if (old === undefined) return false
    this.#put(key, old)
    return old <= time
  }

  /** Only what the engine has confirmed. */
  add(key: PartKey, time: number): void {
    const known = this.#young.get(key) ?? this.#old.get(key)
    this.#put(key, known === undefined || time < known ? time : known)
  }

  clear(): void {
    this.#young = new KeyTable()
    this.#old = new KeyTable()
  }

  #put(key: PartKey, time: number): void {
    if (this.#young.size >= this.#max / 2 && this.#young.get(key) === undefined) {
      this.#old = this.#young
      this.#young = new KeyTable()
    }
    this.#young.set(key, time)
  }
}

const FIRST_SLOTS = 1024
const WORDS = 4
const MAX_LOAD = 0.5

/** A hash table with open addressing in plain memory: a map of as many texts would be the collector's largest object. */
class KeyTable {
  size = 0
  #mask = FIRST_SLOTS - 1
  #words = new Uint32Array(FIRST_SLOTS * WORDS)
  /** One more than the time; 0 where a slot is free. */
  #times = new Float64Array(FIRST_SLOTS)

  get(key: PartKey): number | undefined {
    const time = this.#times[this.#slotOf(word(key, 0), word(key, 1), word(key, 2), word(key, 3))]!
    return time === 0 ? undefined : time - 1
  }

  set(key: PartKey, time: number): void {
    this.#set(word(key, 0), word(key, 1), word(key, 2), word(key, 3), time + 1)
    if (this.size > (this.#mask + 1) * MAX_LOAD) this.#grow()
  }

  #set(first: number, second: number, third: number, fourth: number, time: number): void {
    const slot = this.#slotOf(first, second, third, fourth)
    if (this.#times[slot] === 0) {
      this.size++
      this.#words[slot * WORDS] = first
      this.#words[slot * WORDS + 1] = second
      this.#words[slot * WORDS + 2] = third
      this.#words[slot * WORDS + 3] = fourth
    }
    this.#times[slot] = time
  }

  /** Where the key is, or the free slot where it would be. */
  #slotOf(first: number, second: number, third: number, fourth: number): number {
    const words = this.#words
    for (let slot = first & this.#mask; ; slot = (slot + 1) & this.#mask) {
      if (this.#times[slot] === 0) return slot
      const at = slot * WORDS
      if (words[at] === first && words[at + 1] === second && words[at + 2] === third && words[at + 3] === fourth) {
        return slot
      }
    }
  }

  #grow(): void {
    const [words, times] = [this.#words, this.#times]
    const slots = (this.#mask + 1) * 2
    this.#mask = slots - 1
    this.#words = new Uint32Array(slots * WORDS)
    this.#times = new Float64Array(slots)
    this.size = 0
    for (const [slot, time] of times.entries()) {
      const at = slot * WORDS
      if (time !== 0) this.#set(words[at]!, words[at + 1]!, words[at + 2]!, words[at + 3]!, time)
    }
  }
}

const word = (key: PartKey, index: number): number =>
  ((key.charCodeAt(2 * index) << 16) | key.charCodeAt(2 * index + 1)) >>> 0
