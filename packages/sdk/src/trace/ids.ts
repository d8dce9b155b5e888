const POOL_BYTES = 4096
const HEX: readonly string[] = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'))

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
  let used = POOL_BYTES

  function draw(count: number): string {
    for (;;) {
      if (used + count > POOL_BYTES) {
        fill(pool)
        used = 0
      }
      let hex = ''
      let sum = 0
      for (let at = used; at < used + count; at++) {
        hex += HEX[pool[at]!]
        sum |= pool[at]!
      }
      used += count
      if (sum !== 0) return hex
    }
  }
  return { traceId: () => draw(16), spanId: () => draw(8) }
}
