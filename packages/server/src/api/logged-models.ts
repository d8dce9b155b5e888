import { ENDPOINTS, type KeyValueJson, type RequestOf } from '@loupe-ai/contract'
import type { LoggedModel, LoggedModelOrder, LoggedModelStatus } from '@loupe-ai/model'
import type { Stores } from '@loupe-ai/store'
import {
  LOGGED_MODEL_STATUS_JSON,
  loggedModelToJson,
  parseLoggedModelFilter,
  parseLoggedModelOrderField,
  recordOfKeyValues,
} from '@loupe-ai/wire'
import type { Context } from 'hono'
import { withFilesFor } from '../artifacts/artifact-location.ts'
import { ApiError } from '../http/api-error.ts'
import { clientKindOf } from '../http/client-kind.ts'
import type { ServerEnv } from '../http/server-env.ts'
import { changedParams } from './changed-params.ts'
import { checkCount, MAX_ENTRIES, readParam, readRunTag } from './check-run-entries.ts'
import { checkIsActive, noExperimentWithId, parseExperimentId, parseExperimentIds } from './experiment-ids.ts'
import { mount, type ApiMount } from './mount.ts'
import { randomRunName } from './random-run-name.ts'
import { orThrow } from './read-entity-query.ts'

const DEFAULT_MAX_RESULTS = 100

/** Versions of applications, to which traces and metrics point (mlflow-wire.md §9). */
export function mountLoggedModels(
  api: ApiMount,
  { loggedModels, experiments }: Pick<Stores, 'loggedModels' | 'experiments'>,
): void {
  mount(api, ENDPOINTS.createLoggedModel, async ({ experiment_id, name = '', params, tags, ...rest }, c) => {
    checkModelName(name)
    const experiment = await experiments.get(parseExperimentId(experiment_id))
    if (experiment === undefined) throw noExperimentWithId(experiment_id)
    checkIsActive(experiment)
    const model = await loggedModels.create({
      experimentId: experiment.experimentId,
      name: name === '' ? randomRunName() : name,
      modelType: rest.model_type ?? '',
      sourceRunId: rest.source_run_id ?? '',
      artifactRoot: experiment.artifactLocation,
      params: recordOfKeyValues(read(params, readParam)),
      tags: recordOfKeyValues(read(tags, readRunTag)),
    })
    return { model: loggedModelToJson(withFilesFor(model, clientKindOf(c))) }
  })

  mount(api, ENDPOINTS.getLoggedModel, async ({ model_id, allow_deleted = false }, c) => {
    const model = allow_deleted ? await loggedModels.get(model_id) : await activeModel(loggedModels, model_id)
    return answer(c, model_id, model)
  })

  mount(api, ENDPOINTS.finalizeLoggedModel, async ({ model_id, status }, c) =>
    answer(c, model_id, await loggedModels.finalize(model_id, STATUS_OF_JSON.get(status)!)),
  )

  mount(api, ENDPOINTS.deleteLoggedModel, async ({ model_id }) => {
    if (await loggedModels.delete(model_id)) return {}
    throw noModel(model_id)
  })

  mount(api, ENDPOINTS.logLoggedModelParams, async ({ model_id, params }) => {
    const outcome = await loggedModels.addParams(model_id, read(params, readParam))
    if (outcome.status === 'unknown') throw noModel(model_id)
    if (outcome.status === 'conflict') throw invalid(changedParams(`model ID='${model_id}'`, outcome.params))
    return {}
  })

  mount(api, ENDPOINTS.setLoggedModelTags, async ({ model_id, tags }) => {
    if (await loggedModels.setTags(model_id, read(tags, readRunTag))) return {}
    throw noModel(model_id)
  })

  mount(api, ENDPOINTS.deleteLoggedModelTag, async ({ model_id, tag_key }) => {
    const outcome = await loggedModels.deleteTag(model_id, tag_key)
    if (outcome === 'unknown') throw noModel(model_id)
    if (outcome === 'done') return {}
    const message = `No tag with key '${tag_key}' found for model with ID '${model_id}'.`
    throw new ApiError('RESOURCE_DOES_NOT_EXIST', message)
  })

  mount(api, ENDPOINTS.searchLoggedModels, async ({ experiment_ids, filter, datasets = [], ...rest }, c) => {
    const tree = orThrow(parseLoggedModelFilter(filter ?? '')).filter
    const { items, nextPageToken } = await loggedModels.search({
      experimentIds: parseExperimentIds(experiment_ids),
      ...(tree !== undefined && { filter: tree }),
      datasets: datasets.map(({ dataset_name, dataset_digest }) => ({ name: dataset_name, digest: dataset_digest })),
      orderBy: (rest.order_by ?? []).map(readOrder),
      maxResults: rest.max_results ?? DEFAULT_MAX_RESULTS,
      ...(rest.page_token !== undefined && rest.page_token !== '' && { pageToken: rest.page_token }),
    })
    return {
      ...(items.length > 0 && {
        models: items.map((model) => loggedModelToJson(withFilesFor(model, clientKindOf(c)))),
      }),
      ...(nextPageToken !== undefined && { next_page_token: nextPageToken }),
    }
  })
}

const STATUS_OF_JSON: ReadonlyMap<string, LoggedModelStatus> = new Map(
  Object.entries(LOGGED_MODEL_STATUS_JSON).map(([status, json]) => [json, status as LoggedModelStatus]),
)

type OrderJson = NonNullable<RequestOf<'searchLoggedModels'>['order_by']>[number]

const readOrder = ({ field_name, ascending = true, dataset_name, dataset_digest }: OrderJson): LoggedModelOrder => ({
  field: orThrow(parseLoggedModelOrderField(field_name)).field,
  descending: !ascending,
  ...(dataset_name !== undefined && { datasetName: dataset_name }),
  ...(dataset_digest !== undefined && { datasetDigest: dataset_digest }),
})

function read(
  entries: readonly KeyValueJson[] | undefined,
  readOne: (entry: KeyValueJson) => KeyValueJson,
): KeyValueJson[] {
  checkCount('params or tags', entries?.length ?? 0, MAX_ENTRIES)
  return (entries ?? []).map((entry) => readOne(entry))
}

const BAD_CHARACTERS = ['/', ':', '.', '%', '"', "'"]

function checkModelName(name: string): void {
  if (!BAD_CHARACTERS.some((character) => name.includes(character))) return
  throw invalid(
    `Invalid model name ('${name}') provided. Model name must be a non-empty string and cannot contain the following characters: ('/', ':', '.', '%', '"', "'")`,
  )
}

function answer(
  c: Context<ServerEnv>,
  id: string,
  model: LoggedModel | undefined,
): { model: ReturnType<typeof loggedModelToJson> } {
  if (model === undefined) throw noModel(id)
  return { model: loggedModelToJson(withFilesFor(model, clientKindOf(c))) }
}

/** Throws an ApiError with status 404 for one that is unknown or deleted. */
export async function activeModel(loggedModels: Stores['loggedModels'], id: string): Promise<LoggedModel> {
  const model = await loggedModels.get(id)
  if (model?.lifecycleStage !== 'active') throw noModel(id)
  return model
}

const noModel = (id: string): ApiError =>
  new ApiError('RESOURCE_DOES_NOT_EXIST', `Logged model with ID '${id}' not found.`)

const invalid = (message: string): ApiError => new ApiError('INVALID_PARAMETER_VALUE', message)
