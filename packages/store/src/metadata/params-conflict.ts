import type { ParamConflict } from '../run-store.ts'

/** Carries a conflict out of the transaction that it undoes. */
export class ParamsConflict extends Error {
  readonly params: readonly ParamConflict[]

  constructor(params: readonly ParamConflict[]) {
    super('parameters never change')
    this.params = params
  }
}
