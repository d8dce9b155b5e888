const OFFSET = 0x6c62272e07bb014262b821756295c58dn
const PRIME = 0x0000000001000000000000000000013bn

/** FNV-1a of 128 bits as 32 hex digits: the same text has the same everywhere. To tell apart, not to hide. */
export function stableTraceId(text: string): string {
  let hash = OFFSET
  for (const byte of new TextEncoder().encode(text)) hash = BigInt.asUintN(128, (hash ^ BigInt(byte)) * PRIME)
  return hash.toString(16).padStart(32, '0')
}

/** Both halves go into it: the upper half of FNV alone mixes late characters badly. */
export function stableSpanId(text: string): string {
  const hash = BigInt(`0x${stableTraceId(text)}`)
  const folded = BigInt.asUintN(64, (hash >> 64n) ^ hash)
  return (folded === 0n ? 1n : folded).toString(16).padStart(16, '0')
}
