import type {
  AssessmentJson,
  ExperimentJson,
  KeyValueJson,
  TraceInfoJson,
  TraceJson,
  TraceLocationJson,
} from '@loupe-ai/wire'
import type { ArtifactEndpoints } from './artifact-types.ts'
import type { DatabricksEndpoints } from './databricks-types.ts'
import type { CorrelationEndpoints } from './correlation-types.ts'
import type { MetricEndpoints } from './metric-types.ts'
import type { LoggedModelEndpoints } from './logged-model-types.ts'
import type { OperationsEndpoints } from './operations-types.ts'
import type { PromptEndpoints } from './prompt-types.ts'
import type { LinkEndpoints, RunEndpoints } from './run-types.ts'
import type { V2Endpoints } from './v2-types.ts'

export type * from './artifact-types.ts'
export type * from './databricks-types.ts'
export type * from './v2-types.ts'
export type * from './logged-model-types.ts'
export type * from './metric-types.ts'
export type * from './operations-types.ts'
export type * from './prompt-types.ts'
export type * from './run-types.ts'
export type {
  AnyKeyValueJson,
  AnyValueJson,
  AssessmentErrorJson,
  AssessmentJson,
  ExperimentJson,
  Int64,
  KeyValueJson,
  SpanEventJson,
  SpanJson,
  SpanLinkJson,
  TraceInfoJson,
  TraceJson,
  TraceLocationJson,
} from '@loupe-ai/wire'

/** The body of every answer that is not a 2xx (mlflow-wire.md §1.6). */
export interface ErrorJson {
  error_code: string
  message: string
  /** Where in a filter or an order, counted in UTF-16 units from 0. */
  position?: number
  /** What to write there instead. */
  hint?: string
}

export type RequestOf<Name extends keyof Endpoints> = Endpoints[Name]['request']
export type ResponseOf<Name extends keyof Endpoints> = Endpoints[Name]['response']

/** Request (path, query or body) and response of every endpoint in `PATHS`. */
export interface Endpoints
  extends
    RunEndpoints,
    LinkEndpoints,
    PromptEndpoints,
    LoggedModelEndpoints,
    CorrelationEndpoints,
    MetricEndpoints,
    OperationsEndpoints,
    ArtifactEndpoints,
    DatabricksEndpoints,
    V2Endpoints {
  createExperiment: {
    request: { name: string; artifact_location?: string; tags?: KeyValueJson[] }
    response: { experiment_id: string }
  }
  getExperiment: { request: { experiment_id: string }; response: { experiment: ExperimentJson } }
  getExperimentByName: { request: { experiment_name: string }; response: { experiment: ExperimentJson } }
  searchExperiments: {
    request: {
      max_results: number
      page_token?: string
      filter?: string
      order_by?: string[]
      view_type?: 'ACTIVE_ONLY' | 'DELETED_ONLY' | 'ALL'
    }
    response: { experiments?: ExperimentJson[]; next_page_token?: string }
  }
  updateExperiment: { request: { experiment_id: string; new_name: string }; response: Record<never, never> }
  deleteExperiment: { request: { experiment_id: string }; response: Record<never, never> }
  restoreExperiment: { request: { experiment_id: string }; response: Record<never, never> }
  setExperimentTag: {
    request: { experiment_id: string; key: string; value?: string }
    response: Record<never, never>
  }
  deleteExperimentTag: { request: { experiment_id: string; key: string }; response: Record<never, never> }
  startTrace: { request: { trace: { trace_info: TraceInfoJson } }; response: { trace: { trace_info: TraceInfoJson } } }
  getTraceInfo: { request: { trace_id: string }; response: { trace: { trace_info: TraceInfoJson } } }
  getTrace: { request: { trace_id: string; allow_partial?: boolean }; response: { trace: TraceJson } }
  batchGetTraces: { request: { trace_ids: string[] }; response: { traces?: TraceJson[] } }
  batchGetTraceInfos: { request: { trace_ids: string[] }; response: { trace_infos?: TraceInfoJson[] } }
  searchTraces: {
    request: {
      locations: TraceLocationJson[]
      filter?: string
      max_results?: number
      order_by?: string[]
      page_token?: string
    }
    response: { traces?: TraceInfoJson[]; next_page_token?: string }
  }
  deleteTraces: {
    /** Either by time (what began at it or before, oldest first) or by ids. */
    request: { experiment_id: string; max_timestamp_millis?: number; max_traces?: number; request_ids?: string[] }
    response: { traces_deleted: number }
  }
  setTraceTag: { request: { trace_id: string; key: string; value?: string }; response: Record<never, never> }
  deleteTraceTag: { request: { trace_id: string; key: string }; response: Record<never, never> }
  createAssessment: {
    request: { trace_id: string; assessment: AssessmentJson }
    response: { assessment: AssessmentJson }
  }
  getAssessment: { request: { trace_id: string; assessment_id: string }; response: { assessment: AssessmentJson } }
  updateAssessment: {
    /** `update_mask` names the fields that change, joined by commas; the others of `assessment` are not looked at. */
    request: { trace_id: string; assessment_id: string; assessment: Partial<AssessmentJson>; update_mask: string }
    response: { assessment: AssessmentJson }
  }
  deleteAssessment: { request: { trace_id: string; assessment_id: string }; response: Record<never, never> }
  repriceTraces: {
    /** All experiments when none is named. */
    request: { experiment_ids?: string[]; filter?: string; max_traces?: number; page_token?: string }
    /** Of this page; `changed` counts the calls that cost something else now. */
    response: { traces: number; calls: number; changed: number; next_page_token?: string }
  }
  getServerStatus: {
    request: Record<never, never>
    response: {
      version: string
      mlflow_version: string
      /** Absolute. */
      data_dir: string
      trace_count: number
      uptime_seconds: number
    }
  }
}
