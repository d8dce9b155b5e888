import type { LoggedModelJson, ModelMetricJson } from '@loupe-ai/wire'
import { z } from 'zod'
import type { LoggedModelEndpoints } from '../logged-model-types.ts'
import { enumeration, flag, pageSize, requiredText, textList } from './fields.ts'
import { keyValue, newKeyValue } from './objects.ts'
import { doubleJson } from './runs.ts'

const MAX_MODELS_PER_PAGE = 50_000

const STATUSES = ['LOGGED_MODEL_PENDING', 'LOGGED_MODEL_READY', 'LOGGED_MODEL_UPLOAD_FAILED'] as const

const modelMetric: z.ZodType<ModelMetricJson> = z.object({
  key: z.string(),
  value: doubleJson,
  timestamp: z.number(),
  step: z.number(),
  model_id: z.string(),
  run_id: z.string(),
  dataset_name: z.string().optional(),
  dataset_digest: z.string().optional(),
})

export const loggedModel: z.ZodType<LoggedModelJson> = z.object({
  info: z.object({
    model_id: z.string(),
    experiment_id: z.string(),
    name: z.string(),
    creation_timestamp_ms: z.number(),
    last_updated_timestamp_ms: z.number(),
    artifact_uri: z.string(),
    status: z.enum(STATUSES),
    model_type: z.string(),
    source_run_id: z.string(),
    tags: z.array(keyValue).optional(),
  }),
  data: z.object({ params: z.array(keyValue).optional(), metrics: z.array(modelMetric).optional() }),
})

const ID = { model_id: requiredText }

export const LOGGED_MODEL_REQUESTS: {
  readonly [Name in keyof LoggedModelEndpoints]: z.ZodType<LoggedModelEndpoints[Name]['request']>
} = {
  createLoggedModel: z.object({
    experiment_id: requiredText,
    name: z.string().optional(),
    model_type: z.string().optional(),
    source_run_id: z.string().optional(),
    params: z.array(newKeyValue).optional(),
    tags: z.array(newKeyValue).optional(),
  }),
  getLoggedModel: z.object({ ...ID, allow_deleted: flag.optional() }),
  finalizeLoggedModel: z.object({ ...ID, status: enumeration(STATUSES, 1) }),
  deleteLoggedModel: z.object(ID),
  logLoggedModelParams: z.object({ ...ID, params: z.array(newKeyValue).optional() }),
  setLoggedModelTags: z.object({ ...ID, tags: z.array(newKeyValue).optional() }),
  deleteLoggedModelTag: z.object({ ...ID, tag_key: requiredText }),
  searchLoggedModels: z.object({
    experiment_ids: textList,
    filter: z.string().optional(),
    datasets: z.array(z.object({ dataset_name: requiredText, dataset_digest: z.string().optional() })).optional(),
    max_results: pageSize(MAX_MODELS_PER_PAGE).optional(),
    order_by: z
      .array(
        z.object({
          field_name: requiredText,
          ascending: flag.optional(),
          dataset_name: z.string().optional(),
          dataset_digest: z.string().optional(),
        }),
      )
      .optional(),
    page_token: z.string().optional(),
  }),
}

const oneModel = () => z.object({ model: loggedModel })

export const LOGGED_MODEL_RESPONSES: {
  readonly [Name in keyof LoggedModelEndpoints]: z.ZodType<LoggedModelEndpoints[Name]['response']>
} = {
  createLoggedModel: oneModel(),
  getLoggedModel: oneModel(),
  finalizeLoggedModel: oneModel(),
  deleteLoggedModel: z.object({}),
  logLoggedModelParams: z.object({}),
  setLoggedModelTags: z.object({}),
  deleteLoggedModelTag: z.object({}),
  searchLoggedModels: z.object({ models: z.array(loggedModel).optional(), next_page_token: z.string().optional() }),
}
