import type {
  AnyKeyValueJson,
  AnyValueJson,
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
import { z } from 'zod'
import { enumeration } from './fields.ts'

// What requests and answers are made of; the types are wire's, a schema that strays from them does not compile.

export const int64: z.ZodType<Int64> = z.union([z.int(), z.bigint()])

export const keyValue: z.ZodType<KeyValueJson> = z.object({ key: z.string(), value: z.string() })

/** Of a request: MLflow's server takes a tag or parameter without a value for one with an empty value. */
export const newKeyValue: z.ZodType<KeyValueJson> = z.object({ key: z.string(), value: z.string().default('') })

export const experiment: z.ZodType<ExperimentJson> = z.object({
  experiment_id: z.string(),
  name: z.string(),
  artifact_location: z.string(),
  lifecycle_stage: z.enum(['active', 'deleted']),
  creation_time: z.number(),
  last_update_time: z.number(),
  tags: z.array(keyValue).optional(),
})

export const traceLocation: z.ZodType<TraceLocationJson> = z.object({
  type: enumeration(['TRACE_LOCATION_TYPE_UNSPECIFIED', 'MLFLOW_EXPERIMENT', 'INFERENCE_TABLE']).default(
    'TRACE_LOCATION_TYPE_UNSPECIFIED',
  ),
  mlflow_experiment: z.object({ experiment_id: z.string() }).optional(),
  inference_table: z.object({ full_table_name: z.string() }).optional(),
})

const assessmentError = z.object({
  error_code: z.string(),
  error_message: z.string().optional(),
  stack_trace: z.string().optional(),
})

export const assessment: z.ZodType<AssessmentJson> = z.object({
  assessment_id: z.string().optional(),
  assessment_name: z.string(),
  trace_id: z.string().optional(),
  span_id: z.string().optional(),
  source: z
    .object({
      source_type: z.enum(['SOURCE_TYPE_UNSPECIFIED', 'HUMAN', 'LLM_JUDGE', 'CODE']),
      source_id: z.string().optional(),
    })
    .optional(),
  create_time: z.string().optional(),
  last_update_time: z.string().optional(),
  feedback: z.object({ value: z.unknown().optional(), error: assessmentError.optional() }).optional(),
  expectation: z
    .object({
      value: z.unknown().optional(),
      serialized_value: z.object({ serialization_format: z.string().optional(), value: z.string() }).optional(),
    })
    .optional(),
  issue: z.object({ issue_name: z.string() }).optional(),
  rationale: z.string().optional(),
  metadata: z.record(z.string(), z.string()).optional(),
  overrides: z.string().optional(),
  valid: z.boolean().optional(),
})

export const traceInfo: z.ZodType<TraceInfoJson> = z.object({
  trace_id: z.string(),
  client_request_id: z.string().optional(),
  trace_location: traceLocation,
  request_preview: z.string().optional(),
  response_preview: z.string().optional(),
  request_time: z.string(),
  execution_duration: z.string().optional(),
  state: z.enum(['STATE_UNSPECIFIED', 'OK', 'ERROR', 'IN_PROGRESS']),
  trace_metadata: z.record(z.string(), z.string()).optional(),
  tags: z.record(z.string(), z.string()).optional(),
  assessments: z.array(assessment).optional(),
})

export const anyValue: z.ZodType<AnyValueJson> = z.object({
  string_value: z.string().optional(),
  bool_value: z.boolean().optional(),
  int_value: int64.optional(),
  double_value: z.union([z.number(), z.enum(['NaN', 'Infinity', '-Infinity'])]).optional(),
  bytes_value: z.string().optional(),
  get array_value() {
    return z.object({ values: z.array(anyValue).optional() }).optional()
  },
  get kvlist_value() {
    return z.object({ values: z.array(anyKeyValue).optional() }).optional()
  },
})

export const anyKeyValue: z.ZodType<AnyKeyValueJson> = z.object({
  key: z.string(),
  get value() {
    return anyValue
  },
})

const spanEvent: z.ZodType<SpanEventJson> = z.object({
  time_unix_nano: int64,
  name: z.string(),
  attributes: z.array(anyKeyValue).optional(),
})

const spanLink: z.ZodType<SpanLinkJson> = z.object({
  trace_id: z.string(),
  span_id: z.string(),
  attributes: z.array(anyKeyValue).optional(),
})

export const span: z.ZodType<SpanJson> = z.object({
  trace_id: z.string(),
  span_id: z.string(),
  parent_span_id: z.string().optional(),
  name: z.string(),
  start_time_unix_nano: int64,
  end_time_unix_nano: int64.optional(),
  attributes: z.array(anyKeyValue).optional(),
  events: z.array(spanEvent).optional(),
  links: z.array(spanLink).optional(),
  status: z.object({
    code: z.enum(['STATUS_CODE_OK', 'STATUS_CODE_ERROR']).optional(),
    message: z.string().optional(),
  }),
})

export const trace: z.ZodType<TraceJson> = z.object({ trace_info: traceInfo, spans: z.array(span).optional() })
