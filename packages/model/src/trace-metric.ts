import type { UnixMillis } from './time.ts'

/** What is counted or measured: traces, their spans, or the valid assessments of them. */
export type MetricView = 'TRACES' | 'SPANS' | 'ASSESSMENTS'

export const AGGREGATION_KINDS = ['COUNT', 'SUM', 'AVG', 'PERCENTILE', 'MIN', 'MAX'] as const
export type AggregationKind = (typeof AGGREGATION_KINDS)[number]

export type Aggregation =
  | { readonly kind: Exclude<AggregationKind, 'PERCENTILE'> }
  /** From 0 to 100; between two values it lies on the line from one to the other, at `percentile / 100 * (n - 1)`. */
  | { readonly kind: 'PERCENTILE'; readonly percentile: number }

export type MetricDimension =
  | 'trace_name'
  | 'trace_status'
  | 'span_name'
  | 'span_type'
  | 'span_status'
  | 'span_model_name'
  | 'span_model_provider'
  | 'assessment_name'
  | 'assessment_value'

/** What a metric can be asked for. */
export interface MetricKind {
  readonly aggregations: readonly AggregationKind[]
  readonly dimensions: readonly MetricDimension[]
}

type TraceMetric =
  | 'trace_count'
  | 'session_count'
  | 'latency'
  | 'input_tokens'
  | 'output_tokens'
  | 'total_tokens'
  | 'cache_read_input_tokens'
  | 'cache_creation_input_tokens'
type SpanMetric = 'span_count' | 'latency' | 'input_cost' | 'output_cost' | 'total_cost'
type AssessmentMetric = 'assessment_count' | 'assessment_value'

const counted = (...dimensions: readonly MetricDimension[]): MetricKind => ({ aggregations: ['COUNT'], dimensions })
const measured = (...dimensions: readonly MetricDimension[]): MetricKind => ({
  aggregations: ['AVG', 'MIN', 'MAX', 'PERCENTILE'],
  dimensions,
})
const summed = (...dimensions: readonly MetricDimension[]): MetricKind => ({
  aggregations: ['SUM', 'AVG', 'MIN', 'MAX', 'PERCENTILE'],
  dimensions,
})

/** The metrics of each view, MLflow's of version 3.17 (mlflow-wire.md §3.6). Times in milliseconds, costs in US dollars. */
export const METRICS: {
  readonly TRACES: Readonly<Record<TraceMetric, MetricKind>>
  readonly SPANS: Readonly<Record<SpanMetric, MetricKind>>
  readonly ASSESSMENTS: Readonly<Record<AssessmentMetric, MetricKind>>
} = {
  TRACES: {
    trace_count: counted('trace_name', 'trace_status'),
    session_count: counted(),
    latency: measured('trace_name'),
    input_tokens: summed('trace_name'),
    output_tokens: summed('trace_name'),
    total_tokens: summed('trace_name'),
    cache_read_input_tokens: summed('trace_name'),
    cache_creation_input_tokens: summed('trace_name'),
  },
  SPANS: {
    span_count: counted('span_name', 'span_type', 'span_status', 'span_model_name', 'span_model_provider'),
    latency: measured('span_name', 'span_status'),
    input_cost: summed('span_model_name', 'span_model_provider'),
    output_cost: summed('span_model_name', 'span_model_provider'),
    total_cost: summed('span_model_name', 'span_model_provider'),
  },
  ASSESSMENTS: {
    assessment_count: counted('assessment_name', 'assessment_value'),
    assessment_value: measured('assessment_name'),
  },
}

/** A metric of a view, with what else must hold of what it counts. */
export type MetricSubject =
  | { readonly view: 'TRACES'; readonly metric: TraceMetric }
  | {
      readonly view: 'SPANS'
      readonly metric: SpanMetric
      readonly spans?: Readonly<Partial<Record<'name' | 'type' | 'status', readonly string[]>>>
    }
  | {
      readonly view: 'ASSESSMENTS'
      readonly metric: AssessmentMetric
      /** `kind`: feedback, expectation or issue. */
      readonly assessments?: Readonly<Partial<Record<'name' | 'kind', readonly string[]>>>
    }

/** A group: what its dimensions are and what its aggregations come to. */
export interface MetricPoint {
  /** When its bucket begins; absent if time was not asked for. */
  readonly bucketMillis?: UnixMillis
  /** In the order in which they were asked for. */
  readonly dimensions: readonly string[]
  /** One an aggregation, in their order. */
  readonly values: readonly number[]
}
