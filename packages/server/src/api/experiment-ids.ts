import { type Experiment, experimentId, type ExperimentId } from '@loupe-ai/model'
import type { ExperimentStore } from '@loupe-ai/store'
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

/** A deleted one too. Throws an ApiError for one that does not exist. */
export async function requireExperiment(
  experiments: Pick<ExperimentStore, 'get'>,
  id: ExperimentId,
): Promise<Experiment> {
  const experiment = await experiments.get(id)
  if (experiment === undefined) throw noExperimentWithId(id)
  return experiment
}

/** Throws an ApiError for a deleted experiment. */
export function checkIsActive({ experimentId: id, lifecycleStage }: Experiment): void {
  if (lifecycleStage === 'active') return
  const message = `The experiment ${id} must be in the 'active' state. Current state is ${lifecycleStage}.`
  throw new ApiError('INVALID_PARAMETER_VALUE', message)
}
