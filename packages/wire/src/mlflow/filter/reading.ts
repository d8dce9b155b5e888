import { FilterError } from './filter-failure.ts'
import { type Token, tokenize } from './tokenize.ts'

const MAX_CHARACTERS = 100_000
const MAX_CONDITIONS = 200
const MAX_DEPTH = 20

/** How far a filter is read, and how much of it there may be. */
export class Reading {
  readonly text: string
  readonly tokens: readonly Token[]
  at = 0
  #conditions = 0
  #depth = 0

  /** Throws FilterError if the text is too long. */
  constructor(text: string) {
    if (text.length > MAX_CHARACTERS) {
      throw new FilterError(`The filter string has more than ${MAX_CHARACTERS} characters.`, MAX_CHARACTERS)
    }
    this.text = text
    this.tokens = tokenize(text)
  }

  /** The token that comes next, or the one `ahead` of it; undefined after the end. */
  next(ahead = 0): Token | undefined {
    return this.tokens[this.at + ahead]
  }

  /** Throws FilterError if there are too many. */
  countCondition({ position }: Token): void {
    if (++this.#conditions <= MAX_CONDITIONS) return
    throw new FilterError(
      `The filter string has more than ${MAX_CONDITIONS} conditions.`,
      position,
      "Many values of one key go in one list: key IN ('a', 'b').",
    )
  }

  /** Gives what `read` gives one level deeper. Throws FilterError if that is too deep. */
  deeper<Read>({ position }: Token, read: () => Read): Read {
    if (++this.#depth > MAX_DEPTH) {
      throw new FilterError(`The filter string has more than ${MAX_DEPTH} levels of brackets and NOT.`, position)
    }
    const result = read()
    this.#depth--
    return result
  }
}
