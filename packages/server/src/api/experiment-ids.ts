import { type Experiment, experimentId, type ExperimentId } from '@loupe-ai/model'
import { ApiError } from '../http/api-error.ts'

/** Throws an ApiError unless `text` is a decimal number (mlflow-wire.md §2). */
export function parseExperimentId(text: string): ExperimentId {
  try {
    return experimentId(text)
  } catch {
    const message = `Invalid experiment ID '${text}'. Experiment ID must be a valid integer.`
    throw new ApiError('INVALID_PARAMETER_VALUE', message)
  }
}

export const noExperimentWithId = (id: string): ApiError =>
  new ApiError('RESOURCE_DOES_NOT_EXIST', `No Experiment with id=${id} exists`)

/** Throws an ApiError for a deleted experiment. */
export function checkIsActive({ experimentId: id, lifecycleStage }: Experiment): void {
  if (lifecycleStage === 'active') return
  const message = `The experiment ${id} must be in the 'active' state. Current state is ${lifecycleStage}.`
  throw new ApiError('INVALID_PARAMETER_VALUE', message)
}
