import type { LoggedModel, ModelMetric } from '@loupe-ai/model'
import { keyValuesOf } from './experiment-json.ts'
import type { KeyValueJson } from './mlflow-json.ts'
import { metricToJson, type MetricJson } from './run-json.ts'

/** mlflow-wire.md §9. Unset fields and empty lists are absent. */
export interface LoggedModelJson {
  info: {
    model_id: string
    experiment_id: string
    name: string
    creation_timestamp_ms: number
    last_updated_timestamp_ms: number
    artifact_uri: string
    status: 'LOGGED_MODEL_PENDING' | 'LOGGED_MODEL_READY' | 'LOGGED_MODEL_UPLOAD_FAILED'
    model_type: string
    source_run_id: string
    tags?: KeyValueJson[]
  }
  data: { params?: KeyValueJson[]; metrics?: ModelMetricJson[] }
}

export interface ModelMetricJson extends MetricJson {
  model_id: string
  run_id: string
  dataset_name?: string
  dataset_digest?: string
}

/** A status as the wire has it. */
export const LOGGED_MODEL_STATUS_JSON = {
  PENDING: 'LOGGED_MODEL_PENDING',
  READY: 'LOGGED_MODEL_READY',
  FAILED: 'LOGGED_MODEL_UPLOAD_FAILED',
} as const

export function loggedModelToJson(model: LoggedModel): LoggedModelJson {
  const tags = keyValuesOf(model.tags)
  const params = keyValuesOf(model.params)
  return {
    info: {
      model_id: model.modelId,
      experiment_id: model.experimentId,
      name: model.name,
      creation_timestamp_ms: model.createdMillis,
      last_updated_timestamp_ms: model.updatedMillis,
      artifact_uri: model.artifactUri,
      status: LOGGED_MODEL_STATUS_JSON[model.status],
      model_type: model.modelType,
      source_run_id: model.sourceRunId,
      ...(tags.length > 0 && { tags }),
    },
    data: {
      ...(params.length > 0 && { params }),
      ...(model.metrics.length > 0 && { metrics: model.metrics.map(modelMetricToJson) }),
    },
  }
}

const modelMetricToJson = (metric: ModelMetric): ModelMetricJson => ({
  ...metricToJson(metric),
  model_id: metric.modelId,
  run_id: metric.runId,
  ...(metric.datasetName !== undefined && { dataset_name: metric.datasetName }),
  ...(metric.datasetDigest !== undefined && { dataset_digest: metric.datasetDigest }),
})
