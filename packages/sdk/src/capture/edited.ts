/** Says what to record for a property: a replacement, `undefined` to leave it out, or `KEEP` for the property as it is. */
export type Edit = (key: string, value: unknown) => unknown
export const KEEP: unique symbol = Symbol('keep')

/** A value of which some properties are written otherwise, at any depth. It is read when it is written, and not before. */
export class Edited {
  readonly value: unknown
  readonly edit: Edit

  constructor(value: unknown, edit: Edit) {
    this.value = value
    this.edit = edit
  }
}
