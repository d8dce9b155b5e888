import type { DoubleJson } from './double-json.ts'

/**
 * Objects of MLflow's REST API as JSON has them (mlflow-wire.md §1.5, §2, §3.1, §4.1 form c). Unset fields and empty
 * lists are absent. 64-bit integers are JSON numbers: read them with `parseJson`, which gives a bigint where a number
 * would lose digits, and write them with `stringifyJson`.
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
  assessments?: AssessmentJson[]
}

/** One of `feedback`, `expectation` and `issue` is there. Values are any JSON. */
export interface AssessmentJson {
  assessment_id?: string
  assessment_name: string
  trace_id?: string
  span_id?: string
  source?: { source_type: 'SOURCE_TYPE_UNSPECIFIED' | 'HUMAN' | 'LLM_JUDGE' | 'CODE'; source_id?: string }
  create_time?: string
  last_update_time?: string
  feedback?: { value?: unknown; error?: AssessmentErrorJson }
  expectation?: { value?: unknown; serialized_value?: { serialization_format?: string; value: string } }
  issue?: { issue_name: string }
  rationale?: string
  metadata?: Record<string, string>
  overrides?: string
  valid?: boolean
}

export interface AssessmentErrorJson {
  error_code: string
  error_message?: string
  stack_trace?: string
}

/** OTLP's AnyValue as protobuf JSON in snake_case; `{}` is null. */
export interface AnyValueJson {
  string_value?: string
  bool_value?: boolean
  int_value?: Int64
  double_value?: DoubleJson
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
  events?: SpanEventJson[]
  links?: SpanLinkJson[]
  status: { code?: 'STATUS_CODE_OK' | 'STATUS_CODE_ERROR'; message?: string }
}

export interface SpanEventJson {
  time_unix_nano: Int64
  name: string
  attributes?: AnyKeyValueJson[]
}

export interface SpanLinkJson {
  trace_id: string
  span_id: string
  attributes?: AnyKeyValueJson[]
}

export interface TraceJson {
  trace_info: TraceInfoJson
  spans?: SpanJson[]
}
