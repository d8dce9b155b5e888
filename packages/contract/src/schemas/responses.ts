import { z } from 'zod'
import type { EndpointName } from '../paths.ts'
import type { ErrorJson, ResponseOf } from '../types.ts'
import { ARTIFACT_RESPONSES } from './artifacts.ts'
import { DATABRICKS_RESPONSES } from './databricks.ts'
import { assessment, experiment, trace, traceInfo } from './objects.ts'
import { CORRELATION_RESPONSES } from './correlation.ts'
import { LINK_RESPONSES } from './links.ts'
import { LOGGED_MODEL_RESPONSES } from './logged-models.ts'
import { METRIC_RESPONSES } from './metrics.ts'
import { OPERATIONS_RESPONSES } from './operations.ts'
import { PROMPT_RESPONSES } from './prompts.ts'
import { RUN_RESPONSES } from './runs.ts'
import { V2_RESPONSES } from './v2-traces.ts'

export type ResponseSchemas = { readonly [Name in EndpointName]: z.ZodType<ResponseOf<Name>> }

const withTraceInfo = () => z.object({ trace: z.object({ trace_info: traceInfo }) })

/** What each endpoint answers with status 200; for documents and tests, the server does not check its own answers. */
export const RESPONSE_SCHEMAS: ResponseSchemas = {
  createExperiment: z.object({ experiment_id: z.string() }),
  getExperiment: z.object({ experiment }),
  getExperimentByName: z.object({ experiment }),
  searchExperiments: z.object({ experiments: z.array(experiment).optional(), next_page_token: z.string().optional() }),
  updateExperiment: z.object({}),
  deleteExperiment: z.object({}),
  restoreExperiment: z.object({}),
  setExperimentTag: z.object({}),
  deleteExperimentTag: z.object({}),
  ...RUN_RESPONSES,
  ...PROMPT_RESPONSES,
  ...LOGGED_MODEL_RESPONSES,
  ...LINK_RESPONSES,
  ...CORRELATION_RESPONSES,
  ...METRIC_RESPONSES,
  startTrace: withTraceInfo(),
  getTraceInfo: withTraceInfo(),
  getTrace: z.object({ trace }),
  batchGetTraces: z.object({ traces: z.array(trace).optional() }),
  batchGetTraceInfos: z.object({ trace_infos: z.array(traceInfo).optional() }),
  searchTraces: z.object({ traces: z.array(traceInfo).optional(), next_page_token: z.string().optional() }),
  deleteTraces: z.object({ traces_deleted: z.number() }),
  setTraceTag: z.object({}),
  deleteTraceTag: z.object({}),
  createAssessment: z.object({ assessment }),
  getAssessment: z.object({ assessment }),
  updateAssessment: z.object({ assessment }),
  deleteAssessment: z.object({}),
  ...ARTIFACT_RESPONSES,
  ...DATABRICKS_RESPONSES,
  ...V2_RESPONSES,
  repriceTraces: z.object({
    traces: z.number(),
    calls: z.number(),
    changed: z.number(),
    next_page_token: z.string().optional(),
  }),
  ...OPERATIONS_RESPONSES,
  getServerStatus: z.object({
    version: z.string(),
    mlflow_version: z.string(),
    data_dir: z.string(),
    trace_count: z.number(),
    uptime_seconds: z.number(),
  }),
}

/** The body of every answer that is not a 2xx. */
export const errorBody: z.ZodType<ErrorJson> = z.object({
  error_code: z.string(),
  message: z.string(),
  position: z.number().optional(),
  hint: z.string().optional(),
})
