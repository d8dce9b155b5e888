import type { KeyValueJson, LoggedModelJson } from '@loupe-ai/wire'

export type { LoggedModelJson, ModelMetricJson } from '@loupe-ai/wire'

type Nothing = Record<never, never>
type OneModel = { model: LoggedModelJson }

/** Request and response of the endpoints of logged models (mlflow-wire.md §9). */
export interface LoggedModelEndpoints {
  createLoggedModel: {
    request: {
      experiment_id: string
      name?: string
      model_type?: string
      source_run_id?: string
      params?: KeyValueJson[]
      tags?: KeyValueJson[]
    }
    response: OneModel
  }
  getLoggedModel: { request: { model_id: string; allow_deleted?: boolean }; response: OneModel }
  finalizeLoggedModel: {
    request: { model_id: string; status: LoggedModelJson['info']['status'] }
    response: OneModel
  }
  deleteLoggedModel: { request: { model_id: string }; response: Nothing }
  logLoggedModelParams: { request: { model_id: string; params?: KeyValueJson[] }; response: Nothing }
  setLoggedModelTags: { request: { model_id: string; tags?: KeyValueJson[] }; response: Nothing }
  deleteLoggedModelTag: { request: { model_id: string; tag_key: string }; response: Nothing }
  searchLoggedModels: {
    request: {
      experiment_ids: string[]
      filter?: string
      datasets?: { dataset_name: string; dataset_digest?: string }[]
      max_results?: number
      order_by?: {
        field_name: string
        /** True when absent. */
        ascending?: boolean
        dataset_name?: string
        dataset_digest?: string
      }[]
      page_token?: string
    }
    response: { models?: LoggedModelJson[]; next_page_token?: string }
  }
}
