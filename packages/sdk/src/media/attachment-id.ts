import { createHash } from 'node:crypto'

/** In hex. */
export const sha256Of = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex')

/**
 * The uuid (version 8, RFC 9562 §5.8) of a content in a trace. A repeat in the same trace has the same; in another trace it
 * has another, so that each trace can be deleted with what belongs to it.
 */
export function attachmentId(traceId: string, sha256: string): string {
  const hash = createHash('sha256').update(`${traceId} ${sha256}`).digest()
  hash[6] = (hash[6]! & 0x0f) | 0x80
  hash[8] = (hash[8]! & 0x3f) | 0x80
  const hex = hash.toString('hex', 0, 16)
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-')
}
