import { ENDPOINTS } from '@loupe-ai/contract'
import { PROMPT_TAG, type Prompt } from '@loupe-ai/model'
import type { Found, PromptStore } from '@loupe-ai/store'
import { promptToJson, recordOfKeyValues } from '@loupe-ai/wire'
import { ApiError } from '../http/api-error.ts'
import { checkAlias, checkNewAlias, checkPromptName, checkPromptTag, parseVersionNumber } from './check-prompt.ts'
import { checkCount, MAX_ENTRIES } from './check-run-entries.ts'
import { mount, type ApiMount } from './mount.ts'
import { notSupported } from './not-supported.ts'
import { asksForPrompts, readPromptFilter, readPromptOrder } from './read-prompt-query.ts'

const DEFAULT_MAX_RESULTS = 100

/** Prompts, which MLflow keeps as registered models with a tag (mlflow-wire.md §9). Models there are none. */
export function mountPrompts(api: ApiMount, prompts: PromptStore): void {
  mount(api, ENDPOINTS.createRegisteredModel, async ({ name, tags, description }) => {
    checkPromptName(name)
    checkCount('tags', tags?.length ?? 0, MAX_ENTRIES)
    const record = recordOfKeyValues(tags ?? [])
    for (const [key, value] of Object.entries(record)) checkPromptTag(key, value)
    if (record[PROMPT_TAG.isPrompt] !== 'true') throw notSupported('a registry of models')
    const prompt = await prompts.create({ name, tags: record, ...(description !== undefined && { description }) })
    if (prompt === undefined) throw new ApiError('RESOURCE_ALREADY_EXISTS', `Prompt (name=${name}) already exists.`)
    return { registered_model: promptToJson(prompt) }
  })

  mount(api, ENDPOINTS.getRegisteredModel, async ({ name }) => answer(name, await prompts.get(name)))

  mount(api, ENDPOINTS.updateRegisteredModel, async ({ name, description = '' }) =>
    answer(name, await prompts.describe(name, description)),
  )

  mount(api, ENDPOINTS.deleteRegisteredModel, async ({ name }) => {
    checkPromptName(name)
    if (!(await prompts.delete(name))) throw noPrompt(name)
    return {}
  })

  mount(api, ENDPOINTS.searchRegisteredModels, async ({ filter, max_results, order_by, page_token }) => {
    const tree = readPromptFilter(filter)
    const orderBy = readPromptOrder(order_by)
    // As in MLflow: who does not ask for prompts asks for models.
    if (!asksForPrompts(tree)) return {}
    const { items, nextPageToken } = await prompts.search({
      ...(tree !== undefined && { filter: tree }),
      orderBy,
      maxResults: max_results ?? DEFAULT_MAX_RESULTS,
      ...(page_token !== undefined && page_token !== '' && { pageToken: page_token }),
    })
    return {
      ...(items.length > 0 && { registered_models: items.map(promptToJson) }),
      ...(nextPageToken !== undefined && { next_page_token: nextPageToken }),
    }
  })

  mount(api, ENDPOINTS.setRegisteredModelTag, async ({ name, key, value = '' }) => {
    checkPromptName(name)
    checkPromptTag(key, value)
    return done(await prompts.setTag(name, key, value), name)
  })

  mount(api, ENDPOINTS.deleteRegisteredModelTag, async ({ name, key }) => {
    checkPromptName(name)
    return done(await prompts.deleteTag(name, key), name)
  })

  mount(api, ENDPOINTS.setRegisteredModelAlias, async ({ name, alias, version }) => {
    checkPromptName(name)
    checkNewAlias(alias)
    return done(await prompts.setAlias(name, alias, parseVersionNumber(version)), name, version)
  })

  mount(api, ENDPOINTS.deleteRegisteredModelAlias, async ({ name, alias }) => {
    checkPromptName(name)
    checkAlias(alias)
    return done(await prompts.deleteAlias(name, alias), name)
  })
}

function answer(name: string, prompt: Prompt | undefined): { registered_model: ReturnType<typeof promptToJson> } {
  checkPromptName(name)
  if (prompt === undefined) throw noPrompt(name)
  return { registered_model: promptToJson(prompt) }
}

export const noPrompt = (name: string): ApiError =>
  new ApiError('RESOURCE_DOES_NOT_EXIST', `Registered Model with name=${name} not found`)

export const noPromptVersion = (name: string, version: string | number): ApiError =>
  new ApiError('RESOURCE_DOES_NOT_EXIST', `Model Version (name=${name}, version=${version}) not found`)

/** Throws an ApiError with MLflow's message for what was not there to be changed. */
export function done(found: Found, name: string, version: string | number = ''): Record<never, never> {
  if (found === 'no-prompt') throw noPrompt(name)
  if (found === 'no-version') throw noPromptVersion(name, version)
  return {}
}
