import type { Parameter, Parameters } from './engine.ts'

/** Gives values a name, so that a statement holds `{name:Type}` and never the value. */
export class Binder {
  readonly #prefix: string
  readonly #bound: Record<string, Parameter> = {}
  #count = 0

  constructor(prefix: string) {
    this.#prefix = prefix
  }

  get parameters(): Parameters {
    return this.#bound
  }

  /** The placeholder of `value`; `type` is ClickHouse's name of its type. */
  bind(value: Parameter, type: string): string {
    const name = `${this.#prefix}${this.#count++}`
    this.#bound[name] = value
    return `{${name}:${type}}`
  }
}
