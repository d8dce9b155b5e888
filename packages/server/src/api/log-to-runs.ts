import { type DatasetInputJson, ENDPOINTS } from '@loupe-ai/contract'
import type { DatasetInput } from '@loupe-ai/model'
import type { LogOutcome, ParamConflict, RunStore } from '@loupe-ai/store'
import { metricToJson, recordOfKeyValues } from '@loupe-ai/wire'
import { ApiError } from '../http/api-error.ts'
import { changedParam, changedParams } from './changed-params.ts'
import { checkDatasets } from './check-datasets.ts'
import { checkCount, MAX_ENTRIES, readBatch, readMetric, readParam, readRunTag } from './check-run-entries.ts'
import { mount, type ApiMount } from './mount.ts'
import { orRefused, parseRunId } from './run-ids.ts'

/** What is logged of runs (mlflow-wire.md §8): metrics, parameters, tags, inputs and outputs. */
export function mountLogToRuns(api: ApiMount, runs: RunStore): void {
  mount(api, ENDPOINTS.logMetric, async ({ run_id, ...metric }) => {
    orRefused(run_id, await runs.log(parseRunId(run_id), { metrics: [readMetric(metric)] }))
    return {}
  })

  mount(api, ENDPOINTS.logParameter, async ({ run_id, ...param }) => {
    logged(run_id, await runs.log(parseRunId(run_id), { params: [readParam(param)] }), changedParam)
    return {}
  })

  mount(api, ENDPOINTS.logBatch, async ({ run_id, ...batch }) => {
    logged(run_id, await runs.log(parseRunId(run_id), readBatch(batch)), changedParams)
    return {}
  })

  mount(api, ENDPOINTS.setRunTag, async ({ run_id, ...tag }) => {
    orRefused(run_id, await runs.log(parseRunId(run_id), { tags: [readRunTag(tag)] }))
    return {}
  })

  mount(api, ENDPOINTS.deleteRunTag, async ({ run_id, key }) => {
    const { status } = orRefused(run_id, await runs.deleteTag(parseRunId(run_id), key))
    if (status === 'done') return {}
    throw new ApiError('RESOURCE_DOES_NOT_EXIST', `No tag with name: ${key} in run with id ${run_id}`)
  })

  mount(api, ENDPOINTS.logInputs, async ({ run_id, datasets = [], models = [] }) => {
    checkDatasets(datasets)
    checkCount('models', models.length, MAX_ENTRIES)
    const inputs = { datasets: datasets.map(readDataset), models: models.map(({ model_id }) => model_id) }
    orRefused(run_id, await runs.addInputs(parseRunId(run_id), inputs))
    return {}
  })

  mount(api, ENDPOINTS.logOutputs, async ({ run_id, models }) => {
    checkCount('models', models.length, MAX_ENTRIES)
    const outputs = models.map(({ model_id, step }) => ({ modelId: model_id, step }))
    orRefused(run_id, await runs.addOutputs(parseRunId(run_id), outputs))
    return {}
  })

  mount(api, ENDPOINTS.getMetricHistory, async ({ run_id, metric_key, max_results, page_token }) => {
    const { items, nextPageToken } = await runs.metricHistory({
      runId: parseRunId(run_id),
      key: metric_key,
      ...(max_results !== undefined && { maxResults: max_results }),
      ...(page_token !== undefined && page_token !== '' && { pageToken: page_token }),
    })
    return {
      ...(items.length > 0 && { metrics: items.map(metricToJson) }),
      ...(nextPageToken !== undefined && { next_page_token: nextPageToken }),
    }
  })
}

function logged(
  id: string,
  outcome: LogOutcome,
  message: (whose: string, conflicts: readonly ParamConflict[]) => string,
): void {
  const done = orRefused(id, outcome)
  if (done.status === 'conflict') throw new ApiError('INVALID_PARAMETER_VALUE', message(`run ID='${id}'`, done.params))
}

const readDataset = ({ dataset, tags }: DatasetInputJson): DatasetInput => ({
  name: dataset.name,
  digest: dataset.digest,
  sourceType: dataset.source_type,
  source: dataset.source,
  ...(dataset.schema !== undefined && { schema: dataset.schema }),
  ...(dataset.profile !== undefined && { profile: dataset.profile }),
  tags: recordOfKeyValues(tags ?? []),
})
