/** Numbers drawn from a seed: the same seed gives the same ones, on every machine. */
export interface Random {
  /** From 0 up to, but not, `below`. */
  int(below: number): number
  chance(share: number): boolean
  pick<T>(choices: readonly T[]): T
  hex(digits: number): string
}

/** Mulberry32: small, and good enough to choose test data. */
export function seededRandom(seed: number): Random {
  let state = seed >>> 0
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
  const int = (below: number): number => Math.floor(next() * below)
  return {
    int,
    chance: (share) => next() < share,
    pick: (choices) => choices[int(choices.length)]!,
    hex: (digits) => Array.from({ length: digits }, () => int(16).toString(16)).join(''),
  }
}
