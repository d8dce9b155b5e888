import type { DatasetInputJson, KeyValueJson, MetricJson, ModelOutputJson, RunInfoJson, RunJson } from '@loupe-ai/wire'

export type {
  DatasetInputJson,
  DatasetJson,
  DoubleJson,
  MetricJson,
  ModelOutputJson,
  RunInfoJson,
  RunJson,
} from '@loupe-ai/wire'

/** Request and response of the endpoints of runs (mlflow-wire.md §8). */
export interface RunEndpoints {
  createRun: {
    request: {
      /** Experiment 0 when absent or empty. */
      experiment_id?: string
      user_id?: string
      run_name?: string
      start_time?: number
      tags?: KeyValueJson[]
    }
    response: { run: RunJson }
  }
  getRun: { request: { run_id: string }; response: { run: RunJson } }
  updateRun: {
    request: { run_id: string; status?: RunInfoJson['status']; end_time?: number; run_name?: string }
    response: { run_info: RunInfoJson }
  }
  deleteRun: { request: { run_id: string }; response: Record<never, never> }
  restoreRun: { request: { run_id: string }; response: Record<never, never> }
  searchRuns: {
    request: {
      experiment_ids?: string[]
      filter?: string
      run_view_type?: 'ACTIVE_ONLY' | 'DELETED_ONLY' | 'ALL'
      max_results?: number
      order_by?: string[]
      page_token?: string
    }
    response: { runs?: RunJson[]; next_page_token?: string }
  }
  logMetric: { request: NewMetricJson & { run_id: string }; response: Record<never, never> }
  logParameter: { request: { run_id: string; key: string; value?: string }; response: Record<never, never> }
  logBatch: {
    request: { run_id: string; metrics?: NewMetricJson[]; params?: NewEntryJson[]; tags?: NewEntryJson[] }
    response: Record<never, never>
  }
  setRunTag: { request: { run_id: string; key: string; value?: string }; response: Record<never, never> }
  deleteRunTag: { request: { run_id: string; key: string }; response: Record<never, never> }
  logInputs: {
    request: { run_id: string; datasets?: DatasetInputJson[]; models?: { model_id: string }[] }
    response: Record<never, never>
  }
  logOutputs: { request: { run_id: string; models: ModelOutputJson[] }; response: Record<never, never> }
  getMetricHistory: {
    request: { run_id: string; metric_key: string; max_results?: number; page_token?: string }
    response: { metrics?: MetricJson[]; next_page_token?: string }
  }
}

/** Request and response of what links traces to runs and prompts (mlflow-wire.md §3.2, T10 and T11). */
export interface LinkEndpoints {
  linkTracesToRun: { request: { trace_ids: string[]; run_id: string }; response: Record<never, never> }
  linkPromptsToTrace: {
    request: { trace_id: string; prompt_versions: { name: string; version: string }[] }
    response: Record<never, never>
  }
}

/** NaN and the infinities may be given by name. */
export interface NewMetricJson {
  key: string
  value: number
  timestamp: number
  /** 0 when absent. */
  step?: number
  /** The logged model that the metric speaks of. */
  model_id?: string
  dataset_name?: string
  dataset_digest?: string
}

export interface NewEntryJson {
  key: string
  /** Empty when absent. */
  value?: string
}
