import { stringifyJson } from '../json/stringify-json.ts'

const SEE_DOCS = 'See the API docs for more information about request parameters.'
const MAX_SHOWN_CHARACTERS = 200

/** A parameter that is not as it should be, with the message that MLflow's server gives (mlflow-wire.md §1.3). */
export interface ParameterFailure {
  readonly parameter: string
  readonly message: string
}

/** What MLflow says of a required parameter that is absent. */
export const missingParameter = (parameter: string): ParameterFailure => ({
  parameter,
  message: `Missing value for required parameter '${parameter}'. ${SEE_DOCS}`,
})

/** What MLflow says of a parameter of the wrong kind; the two spaces are its own. */
export const invalidParameter = (parameter: string, value: unknown): ParameterFailure => ({
  parameter,
  message: `Invalid value ${shortJson(value)} for parameter '${parameter}' supplied:  Hint: Value was of type '${pythonType(value)}'. ${SEE_DOCS}`,
})

const shortJson = (value: unknown): string => shortText(stringifyJson(value))

/** What a message shows of a text that a client wrote: at most 200 characters. */
export const shortText = (text: string): string =>
  text.length <= MAX_SHOWN_CHARACTERS ? text : `${text.slice(0, MAX_SHOWN_CHARACTERS - 1)}…`

function pythonType(value: unknown): string {
  if (value === null || value === undefined) return 'NoneType'
  if (typeof value === 'string') return 'str'
  if (typeof value === 'boolean') return 'bool'
  if (typeof value === 'bigint') return 'int'
  if (typeof value === 'number') return Number.isInteger(value) ? 'int' : 'float'
  return Array.isArray(value) ? 'list' : 'dict'
}
