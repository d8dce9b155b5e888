import { ValueTable } from './value-table.ts'

/**
 * Values that are known to be stored, by experiment and day. A bounded memory: what is forgotten is stored again.
 */
export class StoredValues {
  readonly #maxScopes: number
  readonly #maxValues: number
  readonly #scopes = new Map<string, ValueTable>()

  constructor(maxScopes: number, maxValues: number) {
    this.#maxScopes = maxScopes
    this.#maxValues = maxValues
  }

  /** The values of a scope; what was in it when it was asked for is stored. */
  of(scope: string): ValueTable {
    const known = this.#scopes.get(scope)
    if (known !== undefined) return known
    const [oldest] = this.#scopes.keys()
    if (oldest !== undefined && this.#scopes.size >= this.#maxScopes) this.#scopes.delete(oldest)
    const values = new ValueTable()
    this.#scopes.set(scope, values)
    return values
  }

  /** Only what the engine has confirmed. Two numbers a hash. */
  add(scope: string, hashes: readonly number[]): void {
    let known = this.of(scope)
    for (let index = 0; index < hashes.length; index += 2) {
      if (known.size >= this.#maxValues) {
        this.#scopes.delete(scope)
        known = this.of(scope)
      }
      known.add(hashes[index]!, hashes[index + 1]!)
    }
  }

  clear(): void {
    this.#scopes.clear()
  }
}
