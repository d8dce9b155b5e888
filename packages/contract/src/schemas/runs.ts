import { RUN_STATUSES } from '@loupe-ai/model'
import type { DatasetInputJson, DoubleJson, MetricJson, ModelOutputJson, RunInfoJson, RunJson } from '@loupe-ai/wire'
import { z } from 'zod'
import type { NewEntryJson, NewMetricJson, RunEndpoints } from '../run-types.ts'
import { double, enumeration, integer, pageSize, requiredText, textList } from './fields.ts'
import { keyValue, newKeyValue } from './objects.ts'

const MAX_RUNS_PER_PAGE = 50_000

const runInfo: z.ZodType<RunInfoJson> = z.object({
  run_id: z.string(),
  run_uuid: z.string(),
  run_name: z.string(),
  experiment_id: z.string(),
  user_id: z.string(),
  status: z.enum(RUN_STATUSES),
  start_time: z.number(),
  end_time: z.number().optional(),
  artifact_uri: z.string(),
  lifecycle_stage: z.enum(['active', 'deleted']),
})

export const doubleJson: z.ZodType<DoubleJson> = z.union([z.number(), z.enum(['NaN', 'Infinity', '-Infinity'])])

export const metric: z.ZodType<MetricJson> = z.object({
  key: z.string(),
  value: doubleJson,
  timestamp: z.number(),
  step: z.number(),
})

const datasetInput: z.ZodType<DatasetInputJson> = z.object({
  tags: z.array(keyValue).optional(),
  dataset: z.object({
    name: requiredText,
    digest: requiredText,
    source_type: requiredText,
    source: z.string(),
    schema: z.string().optional(),
    profile: z.string().optional(),
  }),
})

const modelOutput: z.ZodType<ModelOutputJson> = z.object({ model_id: requiredText, step: integer.default(0) })

export const run: z.ZodType<RunJson> = z.object({
  info: runInfo,
  data: z.object({
    metrics: z.array(metric).optional(),
    params: z.array(keyValue).optional(),
    tags: z.array(keyValue).optional(),
  }),
  inputs: z.object({
    dataset_inputs: z.array(datasetInput).optional(),
    model_inputs: z.array(z.object({ model_id: z.string() })).optional(),
  }),
  outputs: z.object({ model_outputs: z.array(modelOutput).optional() }),
})

const newEntry: z.ZodType<NewEntryJson> = z.object({ key: requiredText, value: z.string().optional() })

const NEW_METRIC = {
  key: requiredText,
  value: double,
  timestamp: integer,
  step: integer.optional(),
  model_id: z.string().optional(),
  dataset_name: z.string().optional(),
  dataset_digest: z.string().optional(),
}
const newMetric: z.ZodType<NewMetricJson> = z.object(NEW_METRIC)

/** Protobuf counts them from 1. */
const status: z.ZodType<RunInfoJson['status']> = enumeration(RUN_STATUSES, 1)

export const RUN_REQUESTS: { readonly [Name in keyof RunEndpoints]: z.ZodType<RunEndpoints[Name]['request']> } = {
  createRun: z.object({
    experiment_id: z.string().optional(),
    user_id: z.string().optional(),
    run_name: z.string().optional(),
    start_time: integer.optional(),
    tags: z.array(newKeyValue).optional(),
  }),
  getRun: z.object({ run_id: requiredText }),
  updateRun: z.object({
    run_id: requiredText,
    status: status.optional(),
    end_time: integer.optional(),
    run_name: z.string().optional(),
  }),
  deleteRun: z.object({ run_id: requiredText }),
  restoreRun: z.object({ run_id: requiredText }),
  searchRuns: z.object({
    experiment_ids: textList.optional(),
    filter: z.string().optional(),
    run_view_type: enumeration(['ACTIVE_ONLY', 'DELETED_ONLY', 'ALL'], 1).optional(),
    max_results: pageSize(MAX_RUNS_PER_PAGE).optional(),
    order_by: textList.optional(),
    page_token: z.string().optional(),
  }),
  logMetric: z.object({ run_id: requiredText, ...NEW_METRIC }),
  logParameter: z.object({ run_id: requiredText, key: requiredText, value: z.string().optional() }),
  logBatch: z.object({
    run_id: requiredText,
    metrics: z.array(newMetric).optional(),
    params: z.array(newEntry).optional(),
    tags: z.array(newEntry).optional(),
  }),
  setRunTag: z.object({ run_id: requiredText, key: requiredText, value: z.string().optional() }),
  deleteRunTag: z.object({ run_id: requiredText, key: requiredText }),
  logInputs: z.object({
    run_id: requiredText,
    datasets: z.array(datasetInput).optional(),
    models: z.array(z.object({ model_id: requiredText })).optional(),
  }),
  logOutputs: z.object({ run_id: requiredText, models: z.array(modelOutput) }),
  getMetricHistory: z.object({
    run_id: requiredText,
    metric_key: requiredText,
    max_results: pageSize(Number.MAX_SAFE_INTEGER).optional(),
    page_token: z.string().optional(),
  }),
}

export const RUN_RESPONSES: { readonly [Name in keyof RunEndpoints]: z.ZodType<RunEndpoints[Name]['response']> } = {
  createRun: z.object({ run }),
  getRun: z.object({ run }),
  updateRun: z.object({ run_info: runInfo }),
  deleteRun: z.object({}),
  restoreRun: z.object({}),
  searchRuns: z.object({ runs: z.array(run).optional(), next_page_token: z.string().optional() }),
  logMetric: z.object({}),
  logParameter: z.object({}),
  logBatch: z.object({}),
  setRunTag: z.object({}),
  deleteRunTag: z.object({}),
  logInputs: z.object({}),
  logOutputs: z.object({}),
  getMetricHistory: z.object({ metrics: z.array(metric).optional(), next_page_token: z.string().optional() }),
}
