import type { Prompt, PromptVersion } from '@loupe-ai/model'
import { keyValuesOf } from './experiment-json.ts'
import type { KeyValueJson } from './mlflow-json.ts'

/** MLflow keeps prompts as registered models (mlflow-wire.md §9). Unset fields and empty lists are absent. */
export interface RegisteredModelJson {
  name: string
  creation_timestamp: number
  last_updated_timestamp: number
  description?: string
  latest_versions?: ModelVersionJson[]
  tags?: KeyValueJson[]
  aliases?: { alias: string; version: string }[]
}

export interface ModelVersionJson {
  name: string
  version: string
  creation_timestamp: number
  last_updated_timestamp: number
  current_stage: 'None'
  description: string
  source: string
  run_id: string
  run_link: string
  status: 'READY'
  tags?: KeyValueJson[]
  aliases?: string[]
}

export function promptToJson(prompt: Prompt): RegisteredModelJson {
  const tags = keyValuesOf(prompt.tags)
  const aliases = Object.entries(prompt.aliases).map(([alias, version]) => ({ alias, version: String(version) }))
  return {
    name: prompt.name,
    creation_timestamp: prompt.createdMillis,
    last_updated_timestamp: prompt.updatedMillis,
    ...(prompt.description !== undefined && { description: prompt.description }),
    ...(prompt.latestVersion !== undefined && { latest_versions: [promptVersionToJson(prompt.latestVersion)] }),
    ...(tags.length > 0 && { tags }),
    ...(aliases.length > 0 && { aliases }),
  }
}

export function promptVersionToJson(version: PromptVersion): ModelVersionJson {
  const tags = keyValuesOf(version.tags)
  return {
    name: version.name,
    version: String(version.version),
    creation_timestamp: version.createdMillis,
    last_updated_timestamp: version.updatedMillis,
    current_stage: 'None',
    description: version.description,
    source: version.source,
    run_id: version.runId,
    run_link: version.runLink,
    status: 'READY',
    ...(tags.length > 0 && { tags }),
    ...(version.aliases.length > 0 && { aliases: [...version.aliases] }),
  }
}
