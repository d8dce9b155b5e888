/**
 * Values that are known to be stored, by experiment and day. A bounded memory: what is forgotten is stored again.
 */
export class StoredValues {
  readonly #maxScopes: number
  readonly #maxValues: number
  readonly #scopes = new Map<string, Set<string>>()

  constructor(maxScopes: number, maxValues: number) {
    this.#maxScopes = maxScopes
    this.#maxValues = maxValues
  }

  /** The values of a scope; what was in it when it was asked for is stored. */
  of(scope: string): ReadonlySet<string> {
    return this.#scope(scope)
  }

  /** Only what the engine has confirmed. */
  add(scope: string, values: Iterable<string>): void {
    let known = this.#scope(scope)
    for (const value of values) {
      if (known.size >= this.#maxValues) {
        this.#scopes.delete(scope)
        known = this.#scope(scope)
      }
      known.add(value)
    }
  }

  clear(): void {
    this.#scopes.clear()
  }

  #scope(scope: string): Set<string> {
    const known = this.#scopes.get(scope)
    if (known !== undefined) return known
    const [oldest] = this.#scopes.keys()
    if (oldest !== undefined && this.#scopes.size >= this.#maxScopes) this.#scopes.delete(oldest)
    const values = new Set<string>()
    this.#scopes.set(scope, values)
    return values
  }
}
