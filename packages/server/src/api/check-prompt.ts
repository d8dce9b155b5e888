import { posix } from 'node:path'
import { PROMPT_TAG } from '@loupe-ai/model'
import { ApiError } from '../http/api-error.ts'
import { checkKeyLength, checkLength, checkName } from './check-name.ts'

const MAX_TAG_VALUE_CHARACTERS = 100_000
const MAX_ALIAS_CHARACTERS = 255

/** Throws an ApiError with MLflow's message unless `name` may name a prompt. */
export function checkPromptName(name: string): void {
  if (name.trim() === '') throw invalid("Missing value for required parameter 'name'.")
  if (/[/:]/.test(name)) throw invalid(`Invalid model name '${name}'. Names cannot contain '/' or ':'.`)
  const normal = posix.normalize(name)
  if (normal === name && name !== '.' && !name.startsWith('..')) return
  throw invalid(
    `Invalid value ${JSON.stringify(name)} for parameter 'name' supplied: Names may be treated as files in certain cases, and must not resolve to other names when treated as such. This name would resolve to '${normal}'`,
  )
}

/** Throws an ApiError with MLflow's message unless a prompt, or a version of one, may have the tag. */
export function checkPromptTag(key: string, value: string): void {
  checkName(key, 'key')
  checkKeyLength(key, 'key')
  if (key === PROMPT_TAG.text && value.length > MAX_TAG_VALUE_CHARACTERS) {
    throw invalid(`Prompt text exceeds max length of ${MAX_TAG_VALUE_CHARACTERS} characters.`)
  }
  checkLength(value, 'value', MAX_TAG_VALUE_CHARACTERS)
}

/** Throws an ApiError with MLflow's message unless `alias` may name a version. */
export function checkAlias(alias: string): void {
  if (!/^[\p{L}\p{M}\p{N}_-]*$/u.test(alias)) {
    throw invalid(
      `Invalid alias name: '${alias}'. Names may only contain alphanumerics, underscores (_), and dashes (-).`,
    )
  }
  checkLength(alias, 'Registered model alias name', MAX_ALIAS_CHARACTERS)
}

/** Throws an ApiError for an alias that means something by itself. */
export function checkNewAlias(alias: string): void {
  checkAlias(alias)
  if (alias.toLowerCase() === LATEST) throw invalid("'latest' alias name (case insensitive) is reserved.")
  if (/^[vV]\d+$/.test(alias)) throw invalid(`Version alias name '${alias}' is reserved.`)
}

/** The alias of the highest version. */
export const LATEST = 'latest'

/** Throws an ApiError unless `text` is a whole number. */
export function parseVersionNumber(text: string): number {
  if (/^\s*[+-]?\d{1,15}\s*$/.test(text)) return Number(text)
  throw invalid(`Parameter 'version' must be an integer, got '${text}'.`)
}

const invalid = (message: string): ApiError => new ApiError('INVALID_PARAMETER_VALUE', message)
