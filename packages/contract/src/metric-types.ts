import type { AggregationKind, MetricView } from '@loupe-ai/model'
import type { DoubleJson } from '@loupe-ai/wire'

export interface MetricAggregationJson {
  aggregation_type: AggregationKind
  /** From 0 to 100; of PERCENTILE only. */
  percentile_value?: number
}

/** A group of a metrics query: `dimensions` holds `time_bucket`, too, if the query has an interval. */
export interface MetricDataPointJson {
  metric_name: string
  dimensions?: Record<string, string>
  /** By `COUNT`, `SUM`, `AVG`, `MIN`, `MAX`, `P50.0`. */
  values: Record<string, DoubleJson>
}

/** Request and response of the metrics of traces (mlflow-wire.md §3.6, T17). */
export interface MetricEndpoints {
  queryTraceMetrics: {
    request: {
      experiment_ids: string[]
      view_type: MetricView
      metric_name: string
      aggregations: MetricAggregationJson[]
      dimensions?: string[]
      filters?: string[]
      time_interval_seconds?: number
      start_time_ms?: number
      end_time_ms?: number
      max_results?: number
      page_token?: string
    }
    response: { data_points?: MetricDataPointJson[]; next_page_token?: string }
  }
}
