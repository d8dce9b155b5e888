import type { NewEntryJson, NewMetricJson } from '@loupe-ai/contract'
import { unixMillis } from '@loupe-ai/model'
import type { LoggedMetric, Param } from '@loupe-ai/store'
import { ApiError } from '../http/api-error.ts'
import { checkKeyLength, checkName, cutTo } from './check-name.ts'

const MAX_PARAM_VALUE_CHARACTERS = 6000
const MAX_TAG_VALUE_CHARACTERS = 8000
const MAX_METRICS = 1000
const MAX_PARAMS_OR_TAGS = 100
/** Of any list in one request. */
export const MAX_ENTRIES = 1000

/** `path` is where the entry stands in the request, as in MLflow's messages: `metrics[0]`. */
export function readMetric(metric: NewMetricJson, path?: string): LoggedMetric {
  const { key, value, timestamp, step = 0, model_id = '', dataset_name = '', dataset_digest = '' } = metric
  checkName(key, at(path, 'name'))
  if (timestamp < 0) {
    throw invalid(
      `Invalid value ${timestamp} for parameter '${at(path, 'timestamp')}' supplied: metric '${key}' (value=${value}). Timestamp must be a nonnegative long (64-bit integer) `,
    )
  }
  checkKeyLength(key, 'Metric name')
  return {
    key,
    value,
    timestampMillis: unixMillis(timestamp),
    step,
    ...(model_id !== '' && { modelId: model_id }),
    ...(dataset_name !== '' && { datasetName: dataset_name }),
    ...(dataset_digest !== '' && { datasetDigest: dataset_digest }),
  }
}

/** Longer values are cut, as MLflow's server does. */
export function readParam({ key, value = '' }: NewEntryJson, path?: string): Param {
  checkName(key, at(path, 'key'))
  checkKeyLength(key, 'Param key')
  return { key, value: cutTo(value, MAX_PARAM_VALUE_CHARACTERS) }
}

/** Longer values are cut, as MLflow's server does. */
export function readRunTag({ key, value = '' }: NewEntryJson, path?: string): Param {
  checkName(key, at(path, 'key'))
  checkKeyLength(key, at(path, 'key'))
  return { key, value: cutTo(value, MAX_TAG_VALUE_CHARACTERS) }
}

export interface RunBatch {
  readonly metrics: readonly LoggedMetric[]
  readonly params: readonly Param[]
  readonly tags: readonly Param[]
}

/** Throws an ApiError with MLflow's message for what its server would not log (mlflow-wire.md §8). */
export function readBatch(batch: {
  readonly metrics?: readonly NewMetricJson[]
  readonly params?: readonly NewEntryJson[]
  readonly tags?: readonly NewEntryJson[]
}): RunBatch {
  const metrics = (batch.metrics ?? []).map((metric, index) => readMetric(metric, `metrics[${index}]`))
  const params = (batch.params ?? []).map((param, index) => readParam(param, `params[${index}]`))
  const tags = (batch.tags ?? []).map((tag, index) => readRunTag(tag, `tags[${index}]`))
  checkCount('metrics', metrics.length, MAX_METRICS)
  checkCount('params', params.length, MAX_PARAMS_OR_TAGS)
  checkCount('tags', tags.length, MAX_PARAMS_OR_TAGS)
  checkCount('metrics, params, and tags', metrics.length + params.length + tags.length, MAX_ENTRIES)
  checkKeysOnce(params)
  return { metrics, params, tags }
}

/** Throws an ApiError with MLflow's message for more than it takes at once. */
export function checkCount(what: string, count: number, max: number): void {
  if (count <= max) return
  throw invalid(
    `A batch logging request can contain at most ${max} ${what}. Got ${count} ${what}. Please split up ${what} across multiple requests and try again.`,
  )
}

function checkKeysOnce(params: readonly Param[]): void {
  const seen = new Set<string>()
  const repeated = params.filter(({ key }) => seen.size === seen.add(key).size).map(({ key }) => `'${key}'`)
  if (repeated.length === 0) return
  throw invalid(
    `Duplicate parameter keys have been submitted: [${repeated.join(', ')}]. Please ensure the request contains only one param value per param key.`,
  )
}

const at = (path: string | undefined, name: string): string => (path === undefined ? name : `${path}.${name}`)

const invalid = (message: string): ApiError => new ApiError('INVALID_PARAMETER_VALUE', message)
