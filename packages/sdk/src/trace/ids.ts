import { toHex } from '@loupe-ai/wire'

const POOL_BYTES = 4096

/** Random ids of OpenTelemetry: lower-case hex, never all zeros. */
export interface IdSource {
  /** 32 hex digits. */
  traceId(): string
  /** 16 hex digits. */
  spanId(): string
}

/** Draws random bytes by the page: one call of the system for some two hundred ids. */
export function createIdSource(
  fill: (bytes: Uint8Array<ArrayBuffer>) => unknown = (bytes) => globalThis.crypto.getRandomValues(bytes),
): IdSource {
  const pool = new Uint8Array(POOL_BYTES)
  const hexOf = hexReader(pool)
  let used = POOL_BYTES

  function draw(count: number): string {
    for (;;) {
      if (used + count > POOL_BYTES) {
        fill(pool)
        used = 0
      }
      const hex = hexOf(used, used + count)
      used += count
      if (hex !== ZEROS[count]) return hex
    }
  }
  return { traceId: () => draw(16), spanId: () => draw(8) }
}

const ZEROS: Readonly<Record<number, string>> = { 16: '0'.repeat(32), 8: '0'.repeat(16) }

/** Of a part of `bytes`; by the runtime itself where it can. */
function hexReader(bytes: Uint8Array<ArrayBuffer>): (start: number, end: number) => string {
  if (typeof Buffer === 'undefined') return (start, end) => toHex(bytes, start, end)
  const buffer = Buffer.from(bytes.buffer)
  return (start, end) => buffer.toString('hex', start, end)
}
