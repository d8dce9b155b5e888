import { toHex } from '@loupe-ai/wire'

const POOL_BYTES = 1024

/** Random ids of OpenTelemetry: lower-case hex, never all zeros. */
export interface IdSource {
  /** 32 hex digits. */
  traceId(): string
  /** 16 hex digits. */
  spanId(): string
}

/** Draws random bytes by the page: one call of the system for some fifty traces. */
export function createIdSource(
  fill: (bytes: Uint8Array<ArrayBuffer>) => unknown = (bytes) => globalThis.crypto.getRandomValues(bytes),
): IdSource {
  const pool = new Uint8Array(POOL_BYTES)
  /** All of the page: a part of a text is had for less than the hex of a few bytes. */
  let page = ''
  let used = 0

  function draw(digits: number): string {
    for (;;) {
      if (used + digits > page.length) {
        fill(pool)
        page = toHex(pool)
        used = 0
      }
      const hex = page.slice(used, used + digits)
      used += digits
      if (hex !== ZEROS[digits]) return hex
    }
  }
  return { traceId: () => draw(32), spanId: () => draw(16) }
}

const ZEROS: Readonly<Record<number, string>> = { 32: '0'.repeat(32), 16: '0'.repeat(16) }
