import type { ModelVersionJson, RegisteredModelJson } from '@loupe-ai/wire'
import { z } from 'zod'
import type { PromptEndpoints, RegistrySearchJson } from '../prompt-types.ts'
import { pageSize, requiredText, textList } from './fields.ts'
import { keyValue, newKeyValue } from './objects.ts'

const MAX_PROMPTS_PER_PAGE = 1000
const MAX_VERSIONS_PER_PAGE = 200_000

export const modelVersion: z.ZodType<ModelVersionJson> = z.object({
  name: z.string(),
  version: z.string(),
  creation_timestamp: z.number(),
  last_updated_timestamp: z.number(),
  current_stage: z.literal('None'),
  description: z.string(),
  source: z.string(),
  run_id: z.string(),
  run_link: z.string(),
  status: z.literal('READY'),
  tags: z.array(keyValue).optional(),
  aliases: z.array(z.string()).optional(),
})

export const registeredModel: z.ZodType<RegisteredModelJson> = z.object({
  name: z.string(),
  creation_timestamp: z.number(),
  last_updated_timestamp: z.number(),
  description: z.string().optional(),
  latest_versions: z.array(modelVersion).optional(),
  tags: z.array(keyValue).optional(),
  aliases: z.array(z.object({ alias: z.string(), version: z.string() })).optional(),
})

const search = (maxResults: number): z.ZodType<RegistrySearchJson> =>
  z.object({
    filter: z.string().optional(),
    max_results: pageSize(maxResults).optional(),
    order_by: textList.optional(),
    page_token: z.string().optional(),
  })

const NAME = { name: requiredText }
const VERSION = { name: requiredText, version: requiredText }

export const PROMPT_REQUESTS: {
  readonly [Name in keyof PromptEndpoints]: z.ZodType<PromptEndpoints[Name]['request']>
} = {
  createRegisteredModel: z.object({
    ...NAME,
    tags: z.array(newKeyValue).optional(),
    description: z.string().optional(),
  }),
  getRegisteredModel: z.object(NAME),
  updateRegisteredModel: z.object({ ...NAME, description: z.string().optional() }),
  deleteRegisteredModel: z.object(NAME),
  searchRegisteredModels: search(MAX_PROMPTS_PER_PAGE),
  setRegisteredModelTag: z.object({ ...NAME, key: requiredText, value: z.string().optional() }),
  deleteRegisteredModelTag: z.object({ ...NAME, key: requiredText }),
  setRegisteredModelAlias: z.object({ ...VERSION, alias: requiredText }),
  deleteRegisteredModelAlias: z.object({ ...NAME, alias: requiredText }),
  getModelVersionByAlias: z.object({ ...NAME, alias: requiredText }),
  getLatestVersions: z.object({ ...NAME, stages: textList.optional() }),
  createModelVersion: z.object({
    ...NAME,
    source: requiredText,
    run_id: z.string().optional(),
    run_link: z.string().optional(),
    tags: z.array(newKeyValue).optional(),
    description: z.string().optional(),
  }),
  getModelVersion: z.object(VERSION),
  updateModelVersion: z.object({ ...VERSION, description: z.string().optional() }),
  deleteModelVersion: z.object(VERSION),
  searchModelVersions: search(MAX_VERSIONS_PER_PAGE),
  setModelVersionTag: z.object({ ...VERSION, key: requiredText, value: z.string().optional() }),
  deleteModelVersionTag: z.object({ ...VERSION, key: requiredText }),
}

const oneModel = () => z.object({ registered_model: registeredModel })
const oneVersion = () => z.object({ model_version: modelVersion })

export const PROMPT_RESPONSES: {
  readonly [Name in keyof PromptEndpoints]: z.ZodType<PromptEndpoints[Name]['response']>
} = {
  createRegisteredModel: oneModel(),
  getRegisteredModel: oneModel(),
  updateRegisteredModel: oneModel(),
  deleteRegisteredModel: z.object({}),
  searchRegisteredModels: z.object({
    registered_models: z.array(registeredModel).optional(),
    next_page_token: z.string().optional(),
  }),
  setRegisteredModelTag: z.object({}),
  deleteRegisteredModelTag: z.object({}),
  setRegisteredModelAlias: z.object({}),
  deleteRegisteredModelAlias: z.object({}),
  getModelVersionByAlias: oneVersion(),
  getLatestVersions: z.object({ model_versions: z.array(modelVersion).optional() }),
  createModelVersion: oneVersion(),
  getModelVersion: oneVersion(),
  updateModelVersion: oneVersion(),
  deleteModelVersion: z.object({}),
  searchModelVersions: z.object({
    model_versions: z.array(modelVersion).optional(),
    next_page_token: z.string().optional(),
  }),
  setModelVersionTag: z.object({}),
  deleteModelVersionTag: z.object({}),
}
