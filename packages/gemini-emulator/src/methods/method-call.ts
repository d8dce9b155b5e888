import type { JsonObject } from '../json.ts'
import type { Model } from '../models.ts'
import type { Backend } from '../routes.ts'

/** What a method of a model needs to know of its call. */
export interface MethodCall {
  model: Model
  backend: Backend
  /** The parsed body, not yet validated. */
  body: JsonObject
  /** What answers depend on besides the body's meaning: the same seed and body give the same bytes. */
  seed: string
  now: Date
}
