const HASH_A = 0x85ebca6b
const HASH_B = 0xc2b2ae35
const GOLDEN = 0x9e3779b9

/** Mixes 32-bit numbers into one, the same everywhere. */
export function hash32(...parts: readonly number[]): number {
  let mixed = GOLDEN
  for (const part of parts) {
    mixed = Math.imul(mixed ^ part, HASH_A)
    mixed = Math.imul(mixed ^ (mixed >>> 13), HASH_B)
    mixed ^= mixed >>> 16
  }
  return mixed >>> 0
}

/** Numbers that look random and are the same for the same seed: sfc32 (pracrand.sourceforge.net), a few nanoseconds each. */
export class Random {
  #a: number
  #b: number
  #c: number
  #counter = 1

  constructor(...seed: readonly number[]) {
    this.#a = hash32(...seed, 1)
    this.#b = hash32(...seed, 2)
    this.#c = hash32(...seed, 3)
    for (let turn = 0; turn < 12; turn++) this.uint32()
  }

  uint32(): number {
    const sum = (this.#a + this.#b + this.#counter) | 0
    this.#counter = (this.#counter + 1) | 0
    this.#a = this.#b ^ (this.#b >>> 9)
    this.#b = (this.#c + (this.#c << 3)) | 0
    this.#c = (((this.#c << 21) | (this.#c >>> 11)) + sum) | 0
    return sum >>> 0
  }

  /** From 0 up to, not including, `limit`. */
  below(limit: number): number {
    return Math.floor((this.uint32() / 0x1_0000_0000) * limit)
  }

  /** Both ends included. */
  between(low: number, high: number): number {
    return low + this.below(high - low + 1)
  }

  chance(probability: number): boolean {
    return this.uint32() < probability * 0x1_0000_0000
  }

  /** Exponentially distributed. */
  exponential(mean: number): number {
    return -Math.log(1 - this.uint32() / 0x1_0000_0000) * mean
  }
}
