import type { NewExperiment } from '@loupe-ai/store'
import { ApiError } from '../http/api-error.ts'
import { checkKeyLength, checkLength, checkName } from './check-name.ts'
import { checkCount, MAX_ENTRIES } from './check-run-entries.ts'

const MAX_NAME_LENGTH = 500
const MAX_ARTIFACT_LOCATION_LENGTH = 2048
const MAX_TAG_VALUE_LENGTH = 20_000

/** Throws an ApiError for what MLflow's server would not create (mlflow-wire.md §2). */
export function checkNewExperiment({ name, artifactLocation, tags = {} }: NewExperiment): void {
  checkExperimentName(name)
  if (artifactLocation !== undefined && artifactLocation !== '') checkArtifactLocation(artifactLocation)
  checkCount('tags', Object.keys(tags).length, MAX_ENTRIES)
  for (const [key, value] of Object.entries(tags)) checkTag(key, value)
}

export function checkExperimentName(name: string): void {
  if (name === '') throw invalid(`Invalid experiment name: '${name}'`)
  checkLength(name, 'name', MAX_NAME_LENGTH)
  if (!name.isWellFormed()) throw invalid(`Invalid experiment name: ${JSON.stringify(name)}. It is not Unicode.`)
}

function checkArtifactLocation(location: string): void {
  if (location.length > MAX_ARTIFACT_LOCATION_LENGTH) {
    throw invalid(
      `Invalid artifact path length. The length of the artifact path cannot be greater than ${MAX_ARTIFACT_LOCATION_LENGTH} characters.`,
    )
  }
  if (location.startsWith('runs:')) throw invalid(`Artifact location cannot be a runs:/ URI. Given: '${location}'`)
  if (/[#;]/.test(location)) throw invalid("'artifact_location' URL can't include fragments or params.")
  if (isClimbing(location)) throw invalid("'artifact_location' can't include '..' in its path.")
}

/** Throws an ApiError unless `key` may be the key of a tag, of an experiment or a trace (mlflow-wire.md §2). */
export function checkTagKey(key: string): void {
  checkName(key, 'key')
  checkKeyLength(key, 'key')
}

/** Throws an ApiError unless an experiment may have the tag. */
export function checkTag(key: string, value: string): void {
  checkTagKey(key)
  checkLength(value, 'value', MAX_TAG_VALUE_LENGTH)
}

/** Whether a path leaves its folder, also when the dots are percent-encoded, once or twice. */
const isClimbing = (path: string): boolean =>
  path
    .replace(/%25/g, '%')
    .replace(/%2e/gi, '.')
    .replace(/%(2f|5c)/gi, '/')
    .split(/[/\\]/)
    .includes('..')

const invalid = (message: string): ApiError => new ApiError('INVALID_PARAMETER_VALUE', message)
