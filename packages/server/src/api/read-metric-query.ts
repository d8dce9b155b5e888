import type { MetricAggregationJson, RequestOf } from '@loupe-ai/contract'
import {
  type Aggregation,
  type MetricDimension,
  type MetricKind,
  METRICS,
  type MetricSubject,
  unixMillis,
} from '@loupe-ai/model'
import type { MetricQuery } from '@loupe-ai/store'
import { ApiError } from '../http/api-error.ts'
import { parseExperimentIds } from './experiment-ids.ts'
import { readMetricFilters } from './read-metric-filters.ts'

type Request = RequestOf<'queryTraceMetrics'>

const DEFAULT_MAX_RESULTS = 1000
/** A page of more would be a hundred megabytes. */
const MOST_RESULTS = 50_000
const MAX_AGGREGATIONS = 50

/** Throws an ApiError with MLflow's message, of several mistakes the one that MLflow tells of. */
export function readMetricQuery(request: Request): MetricQuery {
  const aggregations = readAggregations(request.aggregations)
  const { subject, kind } = subjectOf(request)
  checkAggregations(aggregations, kind)
  const dimensions = readDimensions(request.dimensions ?? [], kind)
  const time = readTime(request)
  const experimentIds = parseExperimentIds(request.experiment_ids)
  const { subject: narrowed, filter } = readMetricFilters(subject, request.filters ?? [])
  return {
    ...narrowed,
    experimentIds,
    ...(filter !== undefined && { filter }),
    aggregations,
    dimensions,
    ...time,
    maxResults: maxResultsOf(request.max_results),
    ...(request.page_token && { pageToken: request.page_token }),
  }
}

function readAggregations(aggregations: readonly MetricAggregationJson[]): Aggregation[] {
  if (aggregations.length === 0) {
    throw invalid(
      "Missing value for required parameter 'aggregations'. See the API docs for more information about request parameters.",
    )
  }
  if (aggregations.length > MAX_AGGREGATIONS) throw invalid(`At most ${MAX_AGGREGATIONS} aggregations at a time.`)
  return aggregations.map(readAggregation)
}

function readAggregation({ aggregation_type, percentile_value }: MetricAggregationJson): Aggregation {
  if (aggregation_type !== 'PERCENTILE') {
    if (percentile_value === undefined) return { kind: aggregation_type }
    throw invalid(`Percentile value is only allowed for PERCENTILE aggregation type, got ${aggregation_type}`)
  }
  if (percentile_value === undefined) throw invalid('Percentile value is required for PERCENTILE aggregation')
  if (percentile_value >= 0 && percentile_value <= 100) return { kind: aggregation_type, percentile: percentile_value }
  throw invalid(`Percentile value must be between 0 and 100, got ${percentile_value}`)
}

function subjectOf({ view_type, metric_name }: Request): {
  readonly subject: MetricSubject
  readonly kind: MetricKind
} {
  const kinds: Readonly<Record<string, MetricKind>> = METRICS[view_type]
  const kind = Object.hasOwn(kinds, metric_name) ? kinds[metric_name] : undefined
  if (kind === undefined) {
    throw invalid(`metric_name must be one of ${listOf(Object.keys(kinds))}, got '${metric_name}'`)
  }
  // One of this view's, as was just looked up.
  return { subject: { view: view_type, metric: metric_name } as MetricSubject, kind }
}

function checkAggregations(aggregations: readonly Aggregation[], { aggregations: supported }: MetricKind): void {
  const refused = aggregations.map(({ kind }) => kind).filter((kind) => !supported.includes(kind))
  if (refused.length === 0) return
  throw invalid(
    `Found invalid aggregation_type(s): ${sorted(refused)}. Supported aggregation types: ${sorted(supported)}`,
  )
}

function readDimensions(names: readonly string[], { dimensions: supported }: MetricKind): MetricDimension[] {
  const isSupported = (name: string): name is MetricDimension => supported.some((known) => known === name)
  const refused = names.filter((name) => !isSupported(name))
  if (refused.length > 0) {
    throw invalid(`Found invalid dimension(s): ${sorted(refused)}. Supported dimensions: ${sorted(supported)}`)
  }
  return [...new Set(names.filter(isSupported))]
}

function readTime(request: Request): Pick<MetricQuery, 'bucketSeconds' | 'startMillis' | 'endMillis'> {
  const { time_interval_seconds: seconds = 0, start_time_ms: start, end_time_ms: end } = request
  if (seconds !== 0 && (start === undefined || end === undefined)) {
    throw invalid('start_time_ms and end_time_ms are required if time_interval_seconds is set')
  }
  if (seconds < 0) throw invalid('time_interval_seconds must be positive')
  return {
    ...(seconds !== 0 && { bucketSeconds: seconds }),
    ...(start !== undefined && { startMillis: unixMillis(start) }),
    ...(end !== undefined && { endMillis: unixMillis(end) }),
  }
}

function maxResultsOf(asked: number | undefined): number {
  if (asked === undefined) return DEFAULT_MAX_RESULTS
  if (asked >= 1) return Math.min(asked, MOST_RESULTS)
  throw invalid(`Invalid value ${asked} for parameter 'max_results' supplied. It must be a positive integer`)
}

/** As Python prints a list of texts. */
const listOf = (names: readonly string[]): string => `[${names.map((name) => `'${name}'`).join(', ')}]`
const sorted = (names: readonly string[]): string => listOf([...new Set(names)].toSorted())

const invalid = (message: string): ApiError => new ApiError('INVALID_PARAMETER_VALUE', message)
