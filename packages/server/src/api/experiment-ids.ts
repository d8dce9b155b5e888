import { type Experiment, experimentId, type ExperimentId } from '@loupe-ai/model'
import type { ExperimentStore } from '@loupe-ai/store'
import { shortText } from '@loupe-ai/wire'
import { ApiError } from '../http/api-error.ts'

/**
 * An experiment's id as we write it: MLflow's server takes every whole number. Throws an ApiError for what is none, and
 * for one that no experiment can have (mlflow-wire.md §2).
 */
export function parseExperimentId(text: string): ExperimentId {
  const [, sign, digits] = /^\s*([+-]?)0*(\d+)\s*$/.exec(text) ?? []
  if (digits === undefined) {
    const message = `Invalid experiment ID '${shortText(text)}'. Experiment ID must be a valid integer.`
    throw new ApiError('INVALID_PARAMETER_VALUE', message)
  }
  if ((sign === '-' && digits !== '0') || digits.length > MAX_DIGITS) throw noExperimentWithId(text)
  return experimentId(digits)
}

const MAX_DIGITS = 19

/** Those of a search. Throws an ApiError for more than a statement may hold. */
export function parseExperimentIds(texts: readonly string[]): ExperimentId[] {
  if (texts.length <= MAX_IDS) return texts.map(parseExperimentId)
  const message = `A search takes at most ${MAX_IDS} experiment IDs. Got ${texts.length}.`
  throw new ApiError('INVALID_PARAMETER_VALUE', message)
}

const MAX_IDS = 10_000

export const noExperimentWithId = (id: string): ApiError =>
  new ApiError('RESOURCE_DOES_NOT_EXIST', `No Experiment with id=${shortText(id)} exists`)

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

const MAX_EXPERIMENTS = 50_000

/** Deleted ones too. */
export async function allExperiments(experiments: Pick<ExperimentStore, 'search'>): Promise<ExperimentId[]> {
  const { items } = await experiments.search({ viewType: 'ALL', maxResults: MAX_EXPERIMENTS })
  return items.map(({ experimentId: id }) => id)
}
