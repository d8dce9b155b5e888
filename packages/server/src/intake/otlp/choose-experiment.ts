import { DEFAULT_EXPERIMENT_ID, experimentId, LOUPE, MLFLOW, type Attributes, type ExperimentId } from '@loupe-ai/model'
import type { ExperimentStore } from '@loupe-ai/store'
import { ApiError } from '../../http/api-error.ts'

export type ExperimentDirectory = Pick<ExperimentStore, 'create' | 'get' | 'getByName'>

export type ChosenExperiment =
  | { readonly found: true; readonly experimentId: ExperimentId }
  | { readonly found: false; readonly reason: string }

const MAX_NAME_LENGTH = 500

/** The experiment that the header names for all spans; undefined without a header. Throws an ApiError if there is none. */
export async function experimentOfHeader(
  experiments: ExperimentDirectory,
  header: string | undefined,
): Promise<ExperimentId | undefined> {
  if (header === undefined || header === '') return undefined
  const id = parseExperimentId(header)
  if (id === undefined) {
    throw new ApiError(
      'INVALID_PARAMETER_VALUE',
      `Invalid experiment ID '${header}'. Experiment ID must be a valid integer.`,
    )
  }
  if ((await experiments.get(id)) === undefined) {
    throw new ApiError('RESOURCE_DOES_NOT_EXIST', `No Experiment with id=${id} exists`)
  }
  return id
}

/** The experiment that a resource names: by id, by name (created if missing), else the default (design: §6). */
export async function experimentOfResource(
  experiments: ExperimentDirectory,
  resource: Attributes,
): Promise<ChosenExperiment> {
  const idAttribute = resource[MLFLOW.experimentId]
  if (typeof idAttribute === 'string' || typeof idAttribute === 'bigint') {
    const id = parseExperimentId(String(idAttribute))
    return id !== undefined && (await experiments.get(id)) !== undefined
      ? { found: true, experimentId: id }
      : { found: false, reason: `the resource names the experiment ${idAttribute}, which does not exist` }
  }
  const name = resource[LOUPE.experimentName]
  if (typeof name !== 'string' || name === '') return { found: true, experimentId: DEFAULT_EXPERIMENT_ID }
  if (name.length > MAX_NAME_LENGTH) {
    return { found: false, reason: `the experiment's name is longer than ${MAX_NAME_LENGTH} characters` }
  }
  const existing = await experiments.getByName(name)
  if (existing !== undefined) return { found: true, experimentId: existing.experimentId }
  const result = await experiments.create({ name })
  return { found: true, experimentId: (result.created ? result.experiment : result.existing).experimentId }
}

function parseExperimentId(text: string): ExperimentId | undefined {
  try {
    return experimentId(text)
  } catch {
    return undefined
  }
}
