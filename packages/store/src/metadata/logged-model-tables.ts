import type { LoggedModelStatus } from '@loupe-ai/model'

export interface LoggedModelTables {
  logged_models: {
    model_id: string
    experiment_id: number
    name: string
    status: LoggedModelStatus
    created_millis: number
    updated_millis: number
    artifact_uri: string
    model_type: string
    source_run_id: string
    lifecycle_stage: 'active' | 'deleted'
  }
  logged_model_params: { model_id: string; key: string; value: string }
  logged_model_tags: { model_id: string; key: string; value: string }
  logged_model_metrics: {
    model_id: string
    run_id: string
    key: string
    value: number
    is_nan: number
    timestamp_millis: number
    step: number
    dataset_name: string | null
    dataset_digest: string | null
  }
}
