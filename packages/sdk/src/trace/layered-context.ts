import type { Context } from '@opentelemetry/api'

/** A key is looked for in so many layers at most; then they become one. */
const MAX_LAYERS = 16

/**
 * The context with one more value in it. OpenTelemetry's own `setValue` copies all that a context holds, and each span makes
 * several; this one stands on the other and says one thing itself.
 */
export const withValue = (context: Context, key: symbol, value: unknown): Context => new Layer(context, key, value)

class Layer implements Context {
  readonly #beneath: Context
  readonly #key: symbol
  readonly #value: unknown
  readonly #height: number

  constructor(context: Context, key: symbol, value: unknown) {
    const beneath = context instanceof Layer && context.#height === MAX_LAYERS ? Layer.#flatten(context) : context
    this.#beneath = beneath
    this.#key = key
    this.#value = value
    this.#height = beneath instanceof Layer ? beneath.#height + 1 : 1
  }

  getValue(key: symbol): unknown {
    if (key === this.#key) return this.#value
    let at = this.#beneath
    while (at instanceof Layer) {
      if (at.#key === key) return at.#value
      at = at.#beneath
    }
    return at.getValue(key)
  }

  setValue(key: symbol, value: unknown): Context {
    return new Layer(this, key, value)
  }

  /** Nothing and `undefined` are the same to `getValue`. */
  deleteValue(key: symbol): Context {
    return new Layer(this, key, undefined)
  }

  static #flatten(context: Context): Context {
    const newest = new Map<symbol, unknown>()
    let at = context
    while (at instanceof Layer) {
      if (!newest.has(at.#key)) newest.set(at.#key, at.#value)
      at = at.#beneath
    }
    for (const [key, value] of newest) at = value === undefined ? at.deleteValue(key) : at.setValue(key, value)
    return at
  }
}
