import type { Aggregation, ExperimentId, Filter, MetricDimension, MetricSubject, UnixMillis } from '@loupe-ai/model'

/** What is counted or measured, of which traces, and by what it is grouped. */
export type MetricQuery = MetricSubject & {
  readonly experimentIds: readonly ExperimentId[]
  /** Only of traces that it finds. */
  readonly filter?: Filter
  /** At least one. */
  readonly aggregations: readonly Aggregation[]
  readonly dimensions: readonly MetricDimension[]
  /** How long a bucket of time is; buckets begin at multiples of it. A span is in that in which it began, other things in that of their trace. */
  readonly bucketSeconds?: number
  /**
   * Both bounds count. Of costs they bound when a span began, of everything else when its trace did, as MLflow has it.
   */
  readonly startMillis?: UnixMillis
  readonly endMillis?: UnixMillis
  readonly maxResults: number
  readonly pageToken?: string
}
