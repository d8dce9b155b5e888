export interface Outcome {
  /** Each thing that is wrong; none when all is well. */
  readonly wrong: readonly string[]
  /** In a sentence. */
  readonly said: string
}
