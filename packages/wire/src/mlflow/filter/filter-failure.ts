/** Why a filter or an order could not be read: MLflow's message where mlflow-wire.md §7.6 gives one. */
export interface FilterFailure {
  readonly message: string
  /** The offending token's first character, counted in UTF-16 units from 0. */
  readonly position: number
}

/** Thrown inside the parsers only; their entry points turn it into a value. */
export class FilterError extends Error {
  readonly position: number

  constructor(message: string, position: number) {
    super(message)
    this.position = position
  }
}

export const invalidClauses = (texts: readonly string[], position: number): FilterError =>
  new FilterError(`Invalid clause(s) in filter string: ${texts.map((text) => `'${text}'`).join(', ')}`, position)

export const notSupportedYet = (what: string, position: number): FilterError =>
  new FilterError(`${what} is not supported yet by this server.`, position)

/** As Python prints a set, but always in the same order. */
export const asSet = (names: readonly string[]): string => `{${names.map((name) => `'${name}'`).join(', ')}}`
