/**
 * Requests and responses as JSON has them (mlflow-wire.md §1.5, §2, §3.1, §4.1 form c). Unset fields and empty lists
 * are absent. 64-bit integers are JSON numbers: read them with `parseJson` of `wire`, which gives a bigint where a
 * number would lose digits.
 */
export type Int64 = number | bigint

export interface KeyValueJson {
  key: string
  value: string
}

export interface ExperimentJson {
  experiment_id: string
  name: string
  artifact_location: string
  lifecycle_stage: 'active' | 'deleted'
  creation_time: number
  last_update_time: number
  tags?: KeyValueJson[]
}

export interface TraceLocationJson {
  type: 'MLFLOW_EXPERIMENT' | 'INFERENCE_TABLE' | 'TRACE_LOCATION_TYPE_UNSPECIFIED'
  mlflow_experiment?: { experiment_id: string }
  inference_table?: { full_table_name: string }
}

export interface TraceInfoJson {
  trace_id: string
  client_request_id?: string
  trace_location: TraceLocationJson
  request_preview?: string
  response_preview?: string
  /** RFC 3339 with `Z`, milliseconds. */
  request_time: string
  /** Seconds with `s`, e.g. `1.500s`; absent while running. */
  execution_duration?: string
  state: 'STATE_UNSPECIFIED' | 'OK' | 'ERROR' | 'IN_PROGRESS'
  trace_metadata?: Record<string, string>
  tags?: Record<string, string>
}

/** OTLP's AnyValue as protobuf JSON in snake_case; `{}` is null. */
export interface AnyValueJson {
  string_value?: string
  bool_value?: boolean
  int_value?: Int64
  double_value?: number | 'NaN' | 'Infinity' | '-Infinity'
  bytes_value?: string
  array_value?: { values?: AnyValueJson[] }
  kvlist_value?: { values?: AnyKeyValueJson[] }
}

export interface AnyKeyValueJson {
  key: string
  value: AnyValueJson
}

/** A span in answers of T3 and T4: ids are base64, attributes typed. */
export interface SpanJson {
  trace_id: string
  span_id: string
  parent_span_id?: string
  name: string
  start_time_unix_nano: Int64
  end_time_unix_nano?: Int64
  attributes?: AnyKeyValueJson[]
  events?: { time_unix_nano: Int64; name: string; attributes?: AnyKeyValueJson[] }[]
  links?: { trace_id: string; span_id: string; attributes?: AnyKeyValueJson[] }[]
  status: { code?: 'STATUS_CODE_OK' | 'STATUS_CODE_ERROR'; message?: string }
}

export interface TraceJson {
  trace_info: TraceInfoJson
  spans?: SpanJson[]
}

export interface ErrorJson {
  error_code: string
  message: string
}

/** Request (path, query or body) and response of every endpoint in `PATHS`. */
export interface Endpoints {
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
  startTrace: { request: { trace: { trace_info: TraceInfoJson } }; response: { trace: { trace_info: TraceInfoJson } } }
  getTraceInfo: { request: { trace_id: string }; response: { trace: { trace_info: TraceInfoJson } } }
  getTrace: { request: { trace_id: string; allow_partial?: boolean }; response: { trace: TraceJson } }
  batchGetTraces: { request: { trace_ids: string[] }; response: { traces?: TraceJson[] } }
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
