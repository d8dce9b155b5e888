import type { DatasetInput, Metric, Run, RunInfo } from '@loupe-ai/model'
import { type DoubleJson, doubleToJson } from './double-json.ts'
import { keyValuesOf } from './experiment-json.ts'
import type { KeyValueJson } from './mlflow-json.ts'

/** mlflow-wire.md §8. Unset fields and empty lists are absent. */
export interface RunJson {
  info: RunInfoJson
  data: { metrics?: MetricJson[]; params?: KeyValueJson[]; tags?: KeyValueJson[] }
  inputs: { dataset_inputs?: DatasetInputJson[]; model_inputs?: { model_id: string }[] }
  outputs: { model_outputs?: ModelOutputJson[] }
}

export interface RunInfoJson {
  run_id: string
  /** The same as `run_id`, for clients from before MLflow 1.0. */
  run_uuid: string
  run_name: string
  experiment_id: string
  user_id: string
  status: 'RUNNING' | 'SCHEDULED' | 'FINISHED' | 'FAILED' | 'KILLED'
  start_time: number
  end_time?: number
  artifact_uri: string
  lifecycle_stage: 'active' | 'deleted'
}

export interface MetricJson {
  key: string
  value: DoubleJson
  timestamp: number
  step: number
}

export interface DatasetJson {
  name: string
  digest: string
  source_type: string
  source: string
  schema?: string
  profile?: string
}

export interface DatasetInputJson {
  tags?: KeyValueJson[]
  dataset: DatasetJson
}

export interface ModelOutputJson {
  model_id: string
  step: number
}

export function runToJson(run: Run): RunJson {
  const params = keyValuesOf(run.params)
  const tags = keyValuesOf(run.tags)
  return {
    info: runInfoToJson(run),
    data: {
      ...(run.metrics.length > 0 && { metrics: run.metrics.map(metricToJson) }),
      ...(params.length > 0 && { params }),
      ...(tags.length > 0 && { tags }),
    },
    inputs: {
      ...(run.datasets.length > 0 && { dataset_inputs: run.datasets.map(datasetInputToJson) }),
      ...(run.modelInputs.length > 0 && { model_inputs: run.modelInputs.map((model_id) => ({ model_id })) }),
    },
    outputs: {
      ...(run.modelOutputs.length > 0 && {
        model_outputs: run.modelOutputs.map(({ modelId, step }) => ({ model_id: modelId, step })),
      }),
    },
  }
}

export const runInfoToJson = (info: RunInfo): RunInfoJson => ({
  run_id: info.runId,
  run_uuid: info.runId,
  run_name: info.name,
  experiment_id: info.experimentId,
  user_id: info.userId,
  status: info.status,
  start_time: info.startMillis,
  ...(info.endMillis !== undefined && { end_time: info.endMillis }),
  artifact_uri: info.artifactUri,
  lifecycle_stage: info.lifecycleStage,
})

export const metricToJson = ({ key, value, timestampMillis, step }: Metric): MetricJson => ({
  key,
  value: doubleToJson(value),
  timestamp: timestampMillis,
  step,
})

function datasetInputToJson({
  name,
  digest,
  sourceType,
  source,
  schema,
  profile,
  tags,
}: DatasetInput): DatasetInputJson {
  const keyValues = keyValuesOf(tags)
  return {
    ...(keyValues.length > 0 && { tags: keyValues }),
    dataset: {
      name,
      digest,
      source_type: sourceType,
      source,
      ...(schema !== undefined && { schema }),
      ...(profile !== undefined && { profile }),
    },
  }
}
