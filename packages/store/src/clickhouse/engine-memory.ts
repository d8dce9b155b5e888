const MIB = 1024 * 1024

export interface EngineMemory {
  /** Of all statements and merges together. */
  readonly totalBytes: number
  /** Of one read. */
  readonly readBytes: number
}

// One span of 64 MiB, the most that intake takes, needs more than 900 MiB while it is inserted.
const MOST: EngineMemory = { totalBytes: 1536 * MIB, readBytes: 768 * MIB }

/** Measured: the JavaScript heap and the library's own, with room for pages of files. The engine does not count them. */
const BESIDE_BYTES = 224 * MIB
/** With less than this no commit gets through. */
const LEAST_BYTES = 160 * MIB

/**
 * What the engine may take where the process has `availableBytes`: a statement that needs more is refused then, instead of
 * the whole process being ended by the kernel.
 */
export function engineMemory(availableBytes: number): EngineMemory {
  const totalBytes = Math.min(MOST.totalBytes, Math.max(LEAST_BYTES, availableBytes - BESIDE_BYTES))
  return { totalBytes, readBytes: Math.min(MOST.readBytes, Math.floor(totalBytes / 2)) }
}
