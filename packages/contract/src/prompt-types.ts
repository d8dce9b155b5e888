import type { KeyValueJson, ModelVersionJson, RegisteredModelJson } from '@loupe-ai/wire'

export type { ModelVersionJson, RegisteredModelJson } from '@loupe-ai/wire'

/** A search of prompts or their versions. */
export interface RegistrySearchJson {
  filter?: string
  max_results?: number
  order_by?: string[]
  page_token?: string
}

type Nothing = Record<never, never>

/** Request and response of the registry, which keeps prompts as MLflow's clients expect them (mlflow-wire.md §9). */
export interface PromptEndpoints {
  createRegisteredModel: {
    request: { name: string; tags?: KeyValueJson[]; description?: string }
    response: { registered_model: RegisteredModelJson }
  }
  getRegisteredModel: { request: { name: string }; response: { registered_model: RegisteredModelJson } }
  updateRegisteredModel: {
    request: { name: string; description?: string }
    response: { registered_model: RegisteredModelJson }
  }
  deleteRegisteredModel: { request: { name: string }; response: Nothing }
  searchRegisteredModels: {
    request: RegistrySearchJson
    response: { registered_models?: RegisteredModelJson[]; next_page_token?: string }
  }
  setRegisteredModelTag: { request: { name: string; key: string; value?: string }; response: Nothing }
  deleteRegisteredModelTag: { request: { name: string; key: string }; response: Nothing }
  setRegisteredModelAlias: { request: { name: string; alias: string; version: string }; response: Nothing }
  deleteRegisteredModelAlias: { request: { name: string; alias: string }; response: Nothing }
  getModelVersionByAlias: {
    request: { name: string; alias: string }
    response: { model_version: ModelVersionJson }
  }
  getLatestVersions: {
    request: { name: string; stages?: string[] }
    response: { model_versions?: ModelVersionJson[] }
  }
  createModelVersion: {
    request: {
      name: string
      source: string
      run_id?: string
      run_link?: string
      tags?: KeyValueJson[]
      description?: string
    }
    response: { model_version: ModelVersionJson }
  }
  getModelVersion: { request: { name: string; version: string }; response: { model_version: ModelVersionJson } }
  updateModelVersion: {
    request: { name: string; version: string; description?: string }
    response: { model_version: ModelVersionJson }
  }
  deleteModelVersion: { request: { name: string; version: string }; response: Nothing }
  searchModelVersions: {
    request: RegistrySearchJson
    response: { model_versions?: ModelVersionJson[]; next_page_token?: string }
  }
  setModelVersionTag: {
    request: { name: string; version: string; key: string; value?: string }
    response: Nothing
  }
  deleteModelVersionTag: { request: { name: string; version: string; key: string }; response: Nothing }
}
