import { posix } from 'node:path'
import type { NewExperiment } from '@loupe-ai/store'
import { ApiError } from '../http/api-error.ts'

const MAX_NAME_LENGTH = 500
const MAX_ARTIFACT_LOCATION_LENGTH = 2048
const MAX_TAG_KEY_LENGTH = 250
const MAX_TAG_VALUE_LENGTH = 5000

/** Throws an ApiError for what MLflow's server would not create (mlflow-wire.md §2). */
export function checkNewExperiment({ name, artifactLocation, tags = {} }: NewExperiment): void {
  checkExperimentName(name)
  if (artifactLocation !== undefined && artifactLocation !== '') checkArtifactLocation(artifactLocation)
  for (const [key, value] of Object.entries(tags)) checkTag(key, value)
}

export function checkExperimentName(name: string): void {
  if (name.trim() === '') throw invalid(`Invalid experiment name: '${name}'`)
  if (name.length > MAX_NAME_LENGTH) throw invalid(`'name' exceeds the maximum length of ${MAX_NAME_LENGTH} characters`)
}

function checkArtifactLocation(location: string): void {
  if (location.length > MAX_ARTIFACT_LOCATION_LENGTH) {
    throw invalid(`'artifact_location' exceeds the maximum length of ${MAX_ARTIFACT_LOCATION_LENGTH} characters`)
  }
  if (/[#;]/.test(location)) throw invalid("'artifact_location' URL can't include fragments or params.")
  if (isClimbing(location)) throw invalid("'artifact_location' can't include '..' in its path.")
}

/** Throws an ApiError unless `key` may be the key of a tag, of an experiment or a trace (mlflow-wire.md §2). */
export function checkTagKey(key: string): void {
  if (!/^[/\p{L}\p{N}_.\- :]+$/u.test(key)) throw invalidKey(key, NAME_CHARACTERS)
  const resolved = posix.normalize(key).replace(/(.)\/$/, '$1')
  if (resolved !== key || resolved === '.' || resolved.startsWith('..') || resolved.startsWith('/')) {
    throw invalidKey(key, `${NAMES_ARE_FILES} This name would resolve to '${resolved}'`)
  }
  if (key.length > MAX_TAG_KEY_LENGTH) {
    throw invalid(`'key' exceeds the maximum length of ${MAX_TAG_KEY_LENGTH} characters`)
  }
}

// In the words of MLflow's clients' server, which its users search for.
const NAME_CHARACTERS =
  'Names may only contain alphanumerics, underscores (_), dashes (-), periods (.), spaces ( ), colon(:) and slashes (/).'
const NAMES_ARE_FILES =
  'Names may be treated as files in certain cases, and must not resolve to other names when treated as such.'

const invalidKey = (key: string, why: string): ApiError =>
  invalid(`Invalid value ${JSON.stringify(key)} for parameter 'key' supplied: ${why}`)

/** Throws an ApiError unless an experiment may have the tag. */
export function checkTag(key: string, value: string): void {
  checkTagKey(key)
  if (value.length > MAX_TAG_VALUE_LENGTH) {
    throw invalid(`The value of tag '${key}' exceeds the maximum length of ${MAX_TAG_VALUE_LENGTH} characters`)
  }
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
