import { hash } from 'node:crypto'

/** What a text is taken as: the same text is another value as a key, or as a frame. */
export const KIND = { said: 0, key: 1, frame: 2 } as const
export type Kind = (typeof KIND)[keyof typeof KIND]

/** From here on the processor's instructions for hashing are faster than a loop over characters. */
const LONG_CHARACTERS = 512

/**
 * Hashes values to 64 bits, which `high` and `low` hold until the next one: an object for each of some thirty values a span
 * would be garbage. Mixed with the store's secret; who guesses it all the same hides a value of theirs from searches.
 */
export class ValueHasher {
  high = 0
  low = 0
  readonly #seed: number
  readonly #otherSeed: number

  constructor(secret: string) {
    const digest = hash('sha256', `values\0${secret}`)
    this.#seed = Number.parseInt(digest.slice(0, 8), 16)
    this.#otherSeed = Number.parseInt(digest.slice(8, 16), 16)
  }

  take(value: string, kind: Kind): void {
    let one = this.#seed ^ kind
    let other = this.#otherSeed ^ value.length
    if (value.length >= LONG_CHARACTERS) {
      const digest = hash('sha1', value)
      one ^= Number.parseInt(digest.slice(0, 8), 16)
      other ^= Number.parseInt(digest.slice(8, 16), 16)
    } else {
      for (let at = 0; at < value.length; at++) {
        const code = value.charCodeAt(at)
        one = Math.imul(one ^ code, 0x85ebca6b)
        one ^= one >>> 15
        other = Math.imul(other + code, 0xc2b2ae35)
        other ^= other >>> 13
      }
    }
    this.high = mixed(one ^ Math.imul(other, 0x9e3779b1))
    this.low = mixed(other + one) || 1
  }
}

/** Every bit of a number in every other (the last step of MurmurHash3). */
function mixed(number: number): number {
  let bits = number ^ (number >>> 16)
  bits = Math.imul(bits, 0x85ebca6b)
  bits ^= bits >>> 13
  bits = Math.imul(bits, 0xc2b2ae35)
  return (bits ^ (bits >>> 16)) >>> 0
}
