import type { DoubleJson } from '@loupe-ai/wire'

/** Request and response of the correlation of two filters (mlflow-wire.md §3.7, T16). */
export interface CorrelationEndpoints {
  correlateFilters: {
    request: { experiment_ids: string[]; filter_string1: string; filter_string2: string; base_filter?: string }
    response: {
      npmi: DoubleJson
      npmi_smoothed: DoubleJson
      filter1_count: number
      filter2_count: number
      joint_count: number
      total_count: number
    }
  }
}
