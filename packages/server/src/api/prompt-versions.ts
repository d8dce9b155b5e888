import { ENDPOINTS } from '@loupe-ai/contract'
import { PROMPT_TAG, type PromptVersion } from '@loupe-ai/model'
import type { PromptStore } from '@loupe-ai/store'
import { promptVersionToJson, recordOfKeyValues } from '@loupe-ai/wire'
import { ApiError } from '../http/api-error.ts'
import { checkAlias, checkPromptName, checkPromptTag, LATEST, parseVersionNumber } from './check-prompt.ts'
import { checkCount, MAX_ENTRIES } from './check-run-entries.ts'
import { mount, type ApiMount } from './mount.ts'
import { notSupported } from './not-supported.ts'
import { done, noPrompt, noPromptVersion } from './prompts.ts'
import { asksForPrompts, readPromptVersionFilter, readPromptVersionOrder } from './read-prompt-query.ts'

const DEFAULT_MAX_RESULTS = 10_000

/** Versions of prompts, which MLflow keeps as versions of registered models (mlflow-wire.md §9). */
export function mountPromptVersions(api: ApiMount, prompts: PromptStore): void {
  mount(api, ENDPOINTS.createModelVersion, async ({ name, source, run_id, run_link, tags, description }) => {
    checkPromptName(name)
    checkCount('tags', tags?.length ?? 0, MAX_ENTRIES)
    const record = recordOfKeyValues(tags ?? [])
    for (const [key, value] of Object.entries(record)) checkPromptTag(key, value)
    if (record[PROMPT_TAG.isPrompt] !== 'true') throw notSupported('a registry of models')
    const version = await prompts.addVersion({
      name,
      source,
      runId: run_id ?? '',
      runLink: run_link ?? '',
      description: description ?? '',
      tags: record,
    })
    if (version === undefined) throw noPrompt(name)
    return { model_version: promptVersionToJson(version) }
  })

  mount(api, ENDPOINTS.getModelVersion, async ({ name, version }) => {
    checkPromptName(name)
    const number = parseVersionNumber(version)
    return answer(name, version, await prompts.getVersion(name, number))
  })

  mount(api, ENDPOINTS.updateModelVersion, async ({ name, version, description }) => {
    checkPromptName(name)
    const number = parseVersionNumber(version)
    const changed =
      description === undefined
        ? await prompts.getVersion(name, number)
        : await prompts.describeVersion(name, number, description)
    return answer(name, version, changed)
  })

  mount(api, ENDPOINTS.deleteModelVersion, async ({ name, version }) => {
    checkPromptName(name)
    const found = await prompts.deleteVersion(name, parseVersionNumber(version))
    if (found !== 'done') throw noPromptVersion(name, version)
    return {}
  })

  mount(api, ENDPOINTS.setModelVersionTag, async ({ name, version, key, value = '' }) => {
    checkPromptName(name)
    checkPromptTag(key, value)
    return done(await prompts.setVersionTag(name, parseVersionNumber(version), key, value), name, version)
  })

  mount(api, ENDPOINTS.deleteModelVersionTag, async ({ name, version, key }) => {
    checkPromptName(name)
    return done(await prompts.deleteVersionTag(name, parseVersionNumber(version), key), name, version)
  })

  mount(api, ENDPOINTS.getModelVersionByAlias, async ({ name, alias }) => {
    checkPromptName(name)
    checkAlias(alias)
    const prompt = await prompts.get(name)
    if (prompt === undefined) throw noPrompt(name)
    if (alias.toLowerCase() === LATEST) {
      const message = `Latest version not found for model ${name}.`
      if (prompt.latestVersion === undefined) throw new ApiError('RESOURCE_DOES_NOT_EXIST', message)
      return { model_version: promptVersionToJson(prompt.latestVersion) }
    }
    const number = Object.hasOwn(prompt.aliases, alias) ? prompt.aliases[alias] : undefined
    if (number === undefined) {
      throw new ApiError('INVALID_PARAMETER_VALUE', `Registered model alias ${alias} not found.`)
    }
    return answer(name, number, await prompts.getVersion(name, number))
  })

  mount(api, ENDPOINTS.getLatestVersions, async ({ name }) => {
    checkPromptName(name)
    const prompt = await prompts.get(name)
    if (prompt === undefined) throw noPrompt(name)
    return prompt.latestVersion === undefined ? {} : { model_versions: [promptVersionToJson(prompt.latestVersion)] }
  })

  mount(api, ENDPOINTS.searchModelVersions, async ({ filter, max_results, order_by, page_token }) => {
    const tree = readPromptVersionFilter(filter)
    const orderBy = readPromptVersionOrder(order_by)
    // As in MLflow: who does not ask for prompts asks for models.
    if (!asksForPrompts(tree)) return {}
    const { items, nextPageToken } = await prompts.searchVersions({
      ...(tree !== undefined && { filter: tree }),
      orderBy,
      maxResults: max_results ?? DEFAULT_MAX_RESULTS,
      ...(page_token !== undefined && page_token !== '' && { pageToken: page_token }),
    })
    return {
      ...(items.length > 0 && { model_versions: items.map(promptVersionToJson) }),
      ...(nextPageToken !== undefined && { next_page_token: nextPageToken }),
    }
  })
}

function answer(
  name: string,
  number: string | number,
  version: PromptVersion | undefined,
): { model_version: ReturnType<typeof promptVersionToJson> } {
  if (version === undefined) throw noPromptVersion(name, number)
  return { model_version: promptVersionToJson(version) }
}
