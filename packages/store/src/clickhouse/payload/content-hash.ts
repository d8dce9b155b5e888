import { hash } from 'node:crypto'

/**
 * 80 bits as 20 hex digits: they are random and so take their whole length on disk. Among a million parts of one place two
 * share one with a probability of 4e-13.
 */
export type ContentHash = string

const HASH_DIGITS = 20

/** Where a part lies that belongs to no conversation: frames, tools, system instructions. */
export const SHARED: ContentHash = '0'.repeat(HASH_DIGITS)

/** Where the new values of spans lie, and what days are not sure of theirs. */
export const VALUES: ContentHash = 'f'.repeat(HASH_DIGITS)

/**
 * Hashes texts under a secret of the store, so that nobody who sends them can make two collide: `scope` keeps apart
 * what may be equal by chance or design in different places.
 */
export const contentHash = (secret: string, scope: string, text: string): ContentHash =>
  hash('sha256', `${secret}${scope}\0${text}`, 'hex').slice(0, HASH_DIGITS)
