/** Why a filter or an order could not be read: MLflow's message where mlflow-wire.md §7.6 gives one. */
export interface FilterFailure {
  readonly message: string
  /** The offending token's first character, counted in UTF-16 units from 0. */
  readonly position: number
  /** What to write instead, in a sentence or two. */
  readonly hint?: string
}

/** Thrown inside the parsers only; their entry points turn it into a value. */
export class FilterError extends Error {
  readonly position: number
  readonly hint: string | undefined

  constructor(message: string, position: number, hint?: string) {
    super(message)
    this.position = position
    this.hint = hint
  }
}

/** Gives what `read` gives, or why it threw a FilterError; other errors go on. */
export function orFailure<Read>(read: () => Read): { ok: true; read: Read } | { ok: false; failure: FilterFailure } {
  try {
    return { ok: true, read: read() }
  } catch (error) {
    if (!(error instanceof FilterError)) throw error
    const { message, position, hint } = error
    return { ok: false, failure: { message, position, ...(hint !== undefined && { hint }) } }
  }
}

export const invalidClauses = (texts: readonly string[], position: number, hint?: string): FilterError =>
  new FilterError(`Invalid clause(s) in filter string: ${texts.map((text) => `'${text}'`).join(', ')}`, position, hint)

/** As Python prints a set, but always in the same order. */
export const asSet = (names: readonly string[]): string => `{${names.map((name) => `'${name}'`).join(', ')}}`
