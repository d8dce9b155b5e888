import { type AssessmentJson, traceInfoToJson, traceRecordFromJson, type TraceInfoJson } from '@loupe-ai/wire'
import { z } from 'zod'
import type { EndpointName } from '../paths.ts'
import type { RequestOf } from '../types.ts'
import { ARTIFACT_REQUESTS } from './artifacts.ts'
import { CORRELATION_REQUESTS } from './correlation.ts'
import { DATABRICKS_REQUESTS } from './databricks.ts'
import { clampedInteger, enumeration, flag, integer, pageSize, requiredText, textList } from './fields.ts'
import { newKeyValue, traceLocation } from './objects.ts'
import { LINK_REQUESTS } from './links.ts'
import { LOGGED_MODEL_REQUESTS } from './logged-models.ts'
import { METRIC_REQUESTS } from './metrics.ts'
import { OPERATIONS_REQUESTS } from './operations.ts'
import { PROMPT_REQUESTS } from './prompts.ts'
import { RUN_REQUESTS } from './runs.ts'
import { V2_REQUESTS } from './v2-traces.ts'

const MAX_EXPERIMENTS_PER_PAGE = 50_000
const MAX_TRACES_PER_PAGE = 500

export type RequestSchemas = { readonly [Name in EndpointName]: z.ZodType<RequestOf<Name>> }

/** Read by wire, which also takes camelCase and states by number; what it gives is checked and in snake_case. */
export const newTraceInfo: z.ZodType<TraceInfoJson> = z.unknown().transform((value, context) => {
  const result = traceRecordFromJson(value)
  if (result.ok) return traceInfoToJson(result.record)
  context.addIssue({ code: 'custom', message: result.failure.message, path: [result.failure.parameter] })
  return z.NEVER
})

/** MLflow's server takes the names of protobuf's JSON too. */
const withTraceInfo = (trace: unknown): unknown =>
  isObject(trace) && 'traceInfo' in trace ? { trace_info: trace.traceInfo, ...trace } : trace

/** Read by wire too, by the one who knows the trace and the time. */
export const newAssessment: z.ZodType<AssessmentJson> = z.custom<AssessmentJson>(isObject)
const changedAssessment: z.ZodType<Partial<AssessmentJson>> = z.custom<Partial<AssessmentJson>>(isObject)

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** What each endpoint takes, from path, query and body together (mlflow-wire.md §2, §3.2). Unknown fields are left out. */
export const REQUEST_SCHEMAS: RequestSchemas = {
  createExperiment: z.object({
    name: requiredText,
    artifact_location: z.string().optional(),
    tags: z.array(newKeyValue).optional(),
  }),
  getExperiment: z.object({ experiment_id: requiredText }),
  getExperimentByName: z.object({ experiment_name: requiredText }),
  searchExperiments: z.object({
    // Absent is 0 to MLflow's server, and 0 is refused.
    max_results: pageSize(MAX_EXPERIMENTS_PER_PAGE).prefault(0),
    page_token: z.string().optional(),
    filter: z.string().optional(),
    order_by: textList.optional(),
    view_type: enumeration(['ACTIVE_ONLY', 'DELETED_ONLY', 'ALL'], 1).optional(),
  }),
  updateExperiment: z.object({ experiment_id: requiredText, new_name: requiredText }),
  deleteExperiment: z.object({ experiment_id: requiredText }),
  restoreExperiment: z.object({ experiment_id: requiredText }),
  setExperimentTag: z.object({ experiment_id: requiredText, key: requiredText, value: z.string().optional() }),
  deleteExperimentTag: z.object({ experiment_id: requiredText, key: requiredText }),
  ...RUN_REQUESTS,
  ...PROMPT_REQUESTS,
  ...LOGGED_MODEL_REQUESTS,
  ...LINK_REQUESTS,
  ...CORRELATION_REQUESTS,
  ...METRIC_REQUESTS,
  startTrace: z.object({ trace: z.preprocess(withTraceInfo, z.object({ trace_info: newTraceInfo })) }),
  getTraceInfo: z.object({ trace_id: requiredText }),
  getTrace: z.object({ trace_id: requiredText, allow_partial: flag.optional() }),
  batchGetTraces: z.object({ trace_ids: textList }),
  batchGetTraceInfos: z.object({ trace_ids: textList }),
  searchTraces: z.object({
    locations: z.array(traceLocation),
    filter: z.string().optional(),
    max_results: pageSize(MAX_TRACES_PER_PAGE).optional(),
    order_by: textList.optional(),
    page_token: z.string().optional(),
  }),
  deleteTraces: z.object({
    experiment_id: requiredText,
    max_timestamp_millis: clampedInteger.optional(),
    max_traces: integer.optional(),
    request_ids: textList.optional(),
  }),
  setTraceTag: z.object({ trace_id: requiredText, key: requiredText, value: z.string().optional() }),
  deleteTraceTag: z.object({ trace_id: requiredText, key: requiredText }),
  createAssessment: z.object({ trace_id: requiredText, assessment: newAssessment }),
  getAssessment: z.object({ trace_id: requiredText, assessment_id: requiredText }),
  updateAssessment: z.object({
    trace_id: requiredText,
    assessment_id: requiredText,
    assessment: changedAssessment,
    update_mask: requiredText,
  }),
  deleteAssessment: z.object({ trace_id: requiredText, assessment_id: requiredText }),
  ...ARTIFACT_REQUESTS,
  ...DATABRICKS_REQUESTS,
  ...V2_REQUESTS,
  repriceTraces: z.object({
    experiment_ids: textList.optional(),
    filter: z.string().optional(),
    max_traces: pageSize(MAX_TRACES_PER_PAGE).optional(),
    page_token: z.string().optional(),
  }),
  ...OPERATIONS_REQUESTS,
  getServerStatus: z.object({}),
}
