import { LoupeError } from '../loupe-error.ts'
import type { CallEndpoint } from './call-endpoint.ts'

export interface CreateExperimentOptions {
  /** Where artifacts lie, e.g. `file:///data/gemini`; the server's choice when absent. */
  readonly artifactLocation?: string
  readonly tags?: Readonly<Record<string, string>>
}

/**
 * Resolves to the id of a new experiment. Rejects with a LoupeError: `RESOURCE_ALREADY_EXISTS` when the name is taken,
 * `INVALID_PARAMETER_VALUE`, `SERVER_UNREACHABLE` and so on.
 */
export async function createExperiment(
  call: CallEndpoint,
  name: string,
  { artifactLocation, tags }: CreateExperimentOptions,
): Promise<string> {
  const request = {
    name,
    ...(artifactLocation !== undefined && { artifact_location: artifactLocation }),
    ...(tags !== undefined && { tags: Object.entries(tags).map(([key, value]) => ({ key, value: String(value) })) }),
  }
  const { experiment_id } = await call('createExperiment', request)
  return experiment_id
}

/** The id of the experiment of that name, made if there is none. Rejects with a LoupeError. */
export async function findOrCreateExperiment(call: CallEndpoint, name: string): Promise<string> {
  const found = await findExperiment(call, name)
  if (found !== undefined) return found
  try {
    return await createExperiment(call, name, {})
  } catch (error) {
    // Another process may have been quicker.
    const theirs = hasCode(error, 'RESOURCE_ALREADY_EXISTS') ? await findExperiment(call, name) : undefined
    if (theirs === undefined) throw error
    return theirs
  }
}

async function findExperiment(call: CallEndpoint, name: string): Promise<string | undefined> {
  try {
    const { experiment } = await call('getExperimentByName', { experiment_name: name })
    return experiment.experiment_id
  } catch (error) {
    if (hasCode(error, 'RESOURCE_DOES_NOT_EXIST')) return undefined
    throw error
  }
}

const hasCode = (error: unknown, code: string): boolean => error instanceof LoupeError && error.code === code
