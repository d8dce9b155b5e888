import { hash32 } from '../seeded.ts'

const WORD = /[\p{L}\p{N}]+/gu

// Words that say little about what a text is about.
const COMMON = new Set(
  'a an and are as at be by do does for how i in is it of on or that the this to was what with'.split(' '),
)

/**
 * A vector of unit length that depends on `text` and `model` only. Texts that share words, or parts of words, are near
 * each other: each word and each three letters of it add a fixed direction of their own.
 */
export function embedText(text: string, model: string, dimensions: number): number[] {
  const vector = new Float64Array(dimensions)
  add(vector, `${model}:`, 0.25)
  for (const [word] of text.toLowerCase().matchAll(WORD)) {
    add(vector, `${model}:word:${word}`, COMMON.has(word) ? 0.2 : 1)
    const padded = ` ${word} `
    for (let i = 0; i + 3 <= padded.length; i++) {
      add(vector, `${model}:letters:${padded.slice(i, i + 3)}`, COMMON.has(word) ? 0.05 : 0.3)
    }
  }
  const length = Math.hypot(...vector)
  // Eight decimals, as the service writes single-precision numbers.
  return Array.from(vector, (value) => Number((value / length).toPrecision(8)))
}

/** Adds a direction given by `feature`: plus or minus one in each dimension. */
function add(vector: Float64Array, feature: string, weight: number): void {
  // xorshift32 is a generator cheap enough for thousands of dimensions a feature.
  let state = hash32(feature) || 1
  let bits = 0
  for (let i = 0; i < vector.length; i++) {
    if (i % 32 === 0) {
      state ^= state << 13
      state ^= state >>> 17
      state ^= state << 5
      bits = state
    }
    vector[i]! += bits & 1 ? weight : -weight
    bits >>>= 1
  }
}
