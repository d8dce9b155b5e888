import type { StoredContent } from './payload/prepare-parts.ts'
import { StoredKeys } from './payload/stored-keys.ts'
import { StoredValues } from './payload/stored-values.ts'

/** Some 100 bytes each. */
const MAX_PARTS = 200_000
const MAX_VALUE_SCOPES = 64
const MAX_VALUES = 20_000

/** The parts and values that this process knows to be stored, until they may have been taken away. */
export class RememberedContent implements StoredContent {
  readonly parts: StoredKeys = new StoredKeys(MAX_PARTS)
  readonly values: StoredValues = new StoredValues(MAX_VALUE_SCOPES, MAX_VALUES)
  readonly #maxMillis: number
  #sinceMillis = performance.now()
  #generation = 0

  constructor(maxMillis: number) {
    this.#maxMillis = maxMillis
  }

  /** Goes up when everything is forgotten: rows that were made before may refer to what is not there any more. */
  get generation(): number {
    return this.#generation
  }

  forget(): void {
    this.parts.clear()
    this.values.clear()
    this.#sinceMillis = performance.now()
    this.#generation++
  }

  /** Where others delete too, nothing is relied on for long. Rows that were made before are young enough still. */
  forgetIfOld(): void {
    if (performance.now() - this.#sinceMillis <= this.#maxMillis) return
    this.parts.clear()
    this.values.clear()
    this.#sinceMillis = performance.now()
  }
}
