import { createHash } from 'node:crypto'

/** A 32-bit hash of `text` (FNV-1a over UTF-16 units, then mixed). The same on every machine. */
export function hash32(text: string): number {
  let hash = 0x811c9dc5
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193)
  hash = Math.imul(hash ^ (hash >>> 16), 0x45d9f3b)
  return (hash ^ (hash >>> 16)) >>> 0
}

/** A generator of numbers in [0, 1) that depends on `seed` only (mulberry32). */
export function seededRandom(seed: string): () => number {
  let state = hash32(seed)
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296
  }
}

/** One of `choices`, chosen by `seed`. `choices` must not be empty. */
export function pick<T>(choices: readonly T[], seed: string): T {
  return choices[hash32(seed) % choices.length]!
}

/** `count` bytes (at most 32 for each block of SHA-256, as many blocks as needed) that depend on `seed` only. */
export function seededBytes(seed: string, count: number): Buffer {
  const blocks: Buffer[] = []
  for (let i = 0; i * 32 < count; i++) blocks.push(createHash('sha256').update(`${i}:${seed}`).digest())
  return Buffer.concat(blocks).subarray(0, count)
}
