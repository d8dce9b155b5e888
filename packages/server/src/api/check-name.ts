import { posix } from 'node:path'
import { ApiError } from '../http/api-error.ts'

/** The longest key of a metric, parameter or tag. */
const MAX_KEY_CHARACTERS = 250

/**
 * Throws an ApiError unless `name` may name a metric, parameter or tag: it may become a file's name, so it leads to no
 * other place. `parameter` is how the request calls it. Messages as MLflow's server gives them.
 */
export function checkName(name: string, parameter: string): void {
  if (!/^[/\p{L}\p{M}\p{N}_.\- :]*$/u.test(name)) throw invalidValue(name, parameter, BAD_CHARACTER)
  const normal = name === '' ? '.' : posix.normalize(name).replace(/(?<=.)\/$/, '')
  if (normal !== name || normal === '.' || normal.startsWith('..') || normal.startsWith('/')) {
    throw invalidValue(name, parameter, `${BAD_PATH} This name would resolve to '${normal}'`)
  }
}

/** `what` is the key's name in MLflow's message. */
export function checkKeyLength(key: string, what: string): void {
  checkLength(key, what, MAX_KEY_CHARACTERS)
}

/** Throws an ApiError for more than `max` code points, which is what MLflow counts. */
export function checkLength(value: string, what: string, max: number): void {
  if (value.length <= max || cutTo(value, max).length === value.length) return
  throw new ApiError('INVALID_PARAMETER_VALUE', `'${what}' exceeds the maximum length of ${max} characters`)
}

/** At most `max` code points of a text, all of them Unicode: a database would not give back what is not. */
export function cutTo(text: string, max: number): string {
  if (text.length <= max) return text.toWellFormed()
  // A code point takes at most two code units.
  const points = Array.from(text.slice(0, 2 * max))
  return points.slice(0, max).join('').toWellFormed()
}

const BAD_CHARACTER =
  'Names may only contain alphanumerics, underscores (_), dashes (-), periods (.), spaces ( ), colon(:) and slashes (/).'
const BAD_PATH =
  'Names may be treated as files in certain cases, and must not resolve to other names when treated as such.'

const invalidValue = (value: string, parameter: string, why: string): ApiError =>
  new ApiError(
    'INVALID_PARAMETER_VALUE',
    `Invalid value ${JSON.stringify(value)} for parameter '${parameter}' supplied: ${why}`,
  )
