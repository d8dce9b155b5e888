import type { StoredInteraction } from '../interactions/interaction.ts'
import type { BatchPredictionJob } from '../resources/batch-prediction-jobs.ts'
import type { StoredBatch } from '../resources/batches.ts'
import type { StoredCache } from '../resources/cached-contents.ts'
import type { StoredDocument, StoredStore } from '../resources/file-search-stores.ts'
import type { StoredFile, Upload } from '../resources/files.ts'
import type { StoredOperation } from '../resources/operations.ts'
import type { StoredTuning } from '../resources/tunings.ts'
import { seededBytes } from '../seeded.ts'

/** What one running emulator remembers between requests. Every map is bounded: see `keep`. */
export interface EmulatorState {
  readonly files: Map<string, StoredFile>
  readonly uploads: Map<string, Upload>
  readonly caches: Map<string, StoredCache>
  readonly batches: Map<string, StoredBatch>
  readonly predictionJobs: Map<string, BatchPredictionJob>
  readonly operations: Map<string, StoredOperation>
  readonly tunings: Map<string, StoredTuning>
  readonly stores: Map<string, StoredStore>
  readonly documents: Map<string, StoredDocument>
  readonly interactions: Map<string, StoredInteraction>
  /** How many ids were given out. */
  made: number
}

/** Most things of one kind that are remembered; the oldest is forgotten for the next. */
const LIMIT = 1000

const LETTERS_AND_DIGITS = 'abcdefghijklmnopqrstuvwxyz0123456789'

export function createState(): EmulatorState {
  return {
    files: new Map(),
    uploads: new Map(),
    caches: new Map(),
    batches: new Map(),
    predictionJobs: new Map(),
    operations: new Map(),
    tunings: new Map(),
    stores: new Map(),
    documents: new Map(),
    interactions: new Map(),
    made: 0,
  }
}

/** Remembers `value` under `name`, and forgets the oldest ones of too many. */
export function keep<T>(map: Map<string, T>, name: string, value: T, limit: number = LIMIT): T {
  map.set(name, value)
  for (const oldest of map.keys()) {
    if (map.size <= limit) break
    map.delete(oldest)
  }
  return value
}

/** A new id of `length` lower-case letters and digits. The same requests in the same order get the same ids. */
export function newId(state: EmulatorState, seed: string, length: number): string {
  const bytes = seededBytes(`id:${seed}:${state.made++}`, length)
  return Array.from(bytes, (byte) => LETTERS_AND_DIGITS[byte % 36]).join('')
}

/** A new id of digits, as Vertex AI numbers its jobs. */
export function newNumber(state: EmulatorState, seed: string): string {
  const bytes = seededBytes(`number:${seed}:${state.made++}`, 6)
  return String(1_000_000_000_000 + bytes.readUIntBE(0, 6)).padEnd(16, '0')
}
