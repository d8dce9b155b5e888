import type { Loose } from './loose.ts'

const MAX_REMEMBERED = 10_000

/** What one call must know of another: bounded, the oldest is forgotten first. */
export interface CallMemory {
  operationSubmitted(name: string): void
  /** Milliseconds since this program submitted the operation: at the first call only, and not for one of another program. */
  operationDone(name: string): number | undefined
  /** A job whose results are in a file, until the file is asked for. */
  batchInFile(file: string, job: Loose): void
  batchOfFile(file: string): Loose | undefined
  /** Whether this was not asked before with the same key. */
  isNew(key: string): boolean
}

export function callMemory(): CallMemory {
  const submissions = new Map<string, number>()
  const batches = new Map<string, Loose>()
  const seen = new Map<string, true>()
  return {
    operationSubmitted: (name) => remember(submissions, name, performance.now()),
    operationDone(name) {
      const submitted = submissions.get(name)
      submissions.delete(name)
      return submitted === undefined ? undefined : performance.now() - submitted
    },
    batchInFile: (file, job) => remember(batches, file, job),
    batchOfFile(file) {
      const job = batches.get(file)
      batches.delete(file)
      return job
    },
    isNew(key) {
      if (seen.has(key)) return false
      remember(seen, key, true)
      return true
    },
  }
}

function remember<Value>(map: Map<string, Value>, key: string, value: Value): void {
  map.set(key, value)
  if (map.size > MAX_REMEMBERED) for (const [oldest] of map) return void map.delete(oldest)
}
