import type { JsonObject } from '../json.ts'
import type { Model } from '../models.ts'
import type { StoredCache } from '../resources/cached-contents.ts'
import type { Backend } from '../routes.ts'
import type { EmulatorState } from '../state/emulator-state.ts'

/** What a method of a model needs to know of its call. */
export interface MethodCall {
  model: Model
  backend: Backend
  /** The parsed body, not yet validated. */
  body: JsonObject
  /** What answers depend on besides the body's meaning: the same seed and body give the same bytes. */
  seed: string
  now: Date
  /** What `cachedContent` may name. */
  caches?: ReadonlyMap<string, StoredCache>
}

/** A call of a method that leaves something behind: a batch, an operation, a file. */
export interface RememberedCall extends MethodCall {
  state: EmulatorState
  version: string
  /** `publishers/google`, with the project before it on Vertex AI; empty on the Gemini API. */
  parent: string
  /** `http://127.0.0.1:1234`, where this emulator was reached. */
  origin: string
}
