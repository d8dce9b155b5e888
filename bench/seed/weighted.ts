import type { Random } from './random.ts'

/** Picks an index by weight in constant time: Vose's alias method. */
export class Weighted {
  readonly #threshold: Uint32Array
  readonly #alias: Uint16Array
  readonly #size: number

  /** At most 65,536 weights, all of them positive. */
  constructor(weights: readonly number[]) {
    const size = weights.length
    const sum = weights.reduce((left, right) => left + right, 0)
    const scaled = weights.map((weight) => (weight / sum) * size)
    this.#size = size
    this.#threshold = new Uint32Array(size).fill(0xffff_ffff)
    this.#alias = Uint16Array.from({ length: size }, (_, index) => index)
    const small = scaled.flatMap((share, index) => (share < 1 ? [index] : []))
    const large = scaled.flatMap((share, index) => (share < 1 ? [] : [index]))
    while (small.length > 0 && large.length > 0) {
      const [poor, rich] = [small.pop()!, large.at(-1)!]
      this.#threshold[poor] = Math.floor(scaled[poor]! * 0xffff_ffff)
      this.#alias[poor] = rich
      scaled[rich]! -= 1 - scaled[poor]!
      if (scaled[rich]! < 1) small.push(large.pop()!)
    }
  }

  next(random: Random): number {
    const index = random.below(this.#size)
    return random.uint32() <= this.#threshold[index]! ? index : this.#alias[index]!
  }
}

/** Weights of ranks 1 to `count` by Zipf's law. */
export const zipf = (count: number, exponent: number): number[] =>
  Array.from({ length: count }, (_, index) => (index + 1) ** -exponent)
