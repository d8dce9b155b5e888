import type { ContentHash } from './content-hash.ts'

/**
 * Which part this is: 128 bits in eight characters, of its hash, its conversation and its day. Both hashes are keyed, so that
 * nobody can make two parts share a key.
 */
export type PartKey = string

export function partKey(hash: ContentHash, conversation: ContentHash, day: number): PartKey {
  return String.fromCharCode(
    fourDigits(hash, 0),
    fourDigits(hash, 4),
    fourDigits(hash, 8),
    fourDigits(hash, 12) ^ fourDigits(conversation, 16),
    fourDigits(hash, 16) ^ fourDigits(conversation, 12),
    fourDigits(conversation, 0),
    fourDigits(conversation, 4),
    (fourDigits(conversation, 8) ^ day) & 0xffff,
  )
}

function fourDigits(hex: string, at: number): number {
  return (digit(hex, at) << 12) | (digit(hex, at + 1) << 8) | (digit(hex, at + 2) << 4) | digit(hex, at + 3)
}

/** Of `0`–`9` and `a`–`f`. */
function digit(hex: string, at: number): number {
  const code = hex.charCodeAt(at)
  return code < 58 ? code - 48 : code - 87
}
