import { hash } from 'node:crypto'

/** 128 bits as 32 hex digits. */
export type ContentHash = string

/** Where a part lies that belongs to no conversation: frames, tools, system instructions. */
export const SHARED: ContentHash = '0'.repeat(32)

/** Where the new values of spans lie, and what days are not sure of theirs. */
export const VALUES: ContentHash = 'f'.repeat(32)

/** As the engine writes a hash. */
export const uuidOf = (hash: ContentHash): string => hash.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')

/**
 * Hashes texts under a secret of the store, so that nobody who sends them can make two collide: `scope` keeps apart
 * what may be equal by chance or design in different places.
 */
export const contentHash = (secret: string, scope: string, text: string): ContentHash =>
  hash('sha256', `${secret}${scope}\0${text}`, 'hex').slice(0, 32)
