import type { RunId } from '@loupe-ai/model'
import type { RunRefusal } from '@loupe-ai/store'
import { shortText } from '@loupe-ai/wire'
import { ApiError } from '../http/api-error.ts'

/** Any text may be asked for; what no run has is not found. */
export const parseRunId = (text: string): RunId => text as RunId

export const noRunWithId = (id: string): ApiError =>
  new ApiError('RESOURCE_DOES_NOT_EXIST', `Run with id=${shortText(id)} not found`)

/** What the store did, unless it refused: then the ApiError of MLflow's server is thrown. */
export function orRefused<Outcome extends { readonly status: string }>(
  id: string,
  outcome: Outcome | RunRefusal,
): Exclude<Outcome, RunRefusal> {
  if (outcome.status === 'unknown') throw noRunWithId(id)
  if (outcome.status === 'deleted') {
    const message = `The run ${id} must be in the 'active' state. Current state is deleted.`
    throw new ApiError('INVALID_PARAMETER_VALUE', message)
  }
  return outcome as Exclude<Outcome, RunRefusal>
}
