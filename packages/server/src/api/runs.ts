import { ENDPOINTS } from '@loupe-ai/contract'
import { RUN_NAME_TAG, unixMillis } from '@loupe-ai/model'
import type { Stores } from '@loupe-ai/store'
import { recordOfKeyValues, runInfoToJson, runToJson } from '@loupe-ai/wire'
import { withFilesFor } from '../artifacts/artifact-location.ts'
import { ApiError } from '../http/api-error.ts'
import { clientKindOf } from '../http/client-kind.ts'
import { checkIsActive, noExperimentWithId, parseExperimentId, parseExperimentIds } from './experiment-ids.ts'
import { checkCount, MAX_ENTRIES } from './check-run-entries.ts'
import { mount, type ApiMount } from './mount.ts'
import { readRunFilter, readRunOrder } from './read-entity-query.ts'
import { randomRunName } from './random-run-name.ts'
import { noRunWithId, orRefused, parseRunId } from './run-ids.ts'

const DEFAULT_MAX_RESULTS = 1000

/** The life of runs (mlflow-wire.md §8): made, found, changed, deleted and restored. */
export function mountRuns(api: ApiMount, { runs, experiments }: Pick<Stores, 'runs' | 'experiments'>): void {
  mount(
    api,
    ENDPOINTS.createRun,
    async ({ experiment_id = '', user_id = '', run_name = '', start_time = 0, tags }, c) => {
      const experimentId = parseExperimentId(experiment_id === '' ? '0' : experiment_id)
      const experiment = await experiments.get(experimentId)
      if (experiment === undefined) throw noExperimentWithId(experiment_id)
      checkIsActive(experiment)
      checkCount('tags', tags?.length ?? 0, MAX_ENTRIES)
      const given = recordOfKeyValues(tags ?? [])
      const tagged = given[RUN_NAME_TAG] ?? ''
      if (run_name !== '' && tagged !== '' && run_name !== tagged) {
        throw new ApiError(
          'INVALID_PARAMETER_VALUE',
          `Both 'run_name' argument and 'mlflow.runName' tag are specified, but with different values (run_name='${run_name}', mlflow.runName='${tagged}').`,
        )
      }
      const run = await runs.create({
        experimentId,
        name: run_name || tagged || randomRunName(),
        userId: user_id,
        startMillis: unixMillis(start_time),
        artifactRoot: experiment.artifactLocation,
        tags: given,
      })
      return { run: runToJson(withFilesFor(run, clientKindOf(c))) }
    },
  )

  mount(api, ENDPOINTS.getRun, async ({ run_id }, c) => {
    const run = await runs.get(parseRunId(run_id))
    if (run === undefined) throw noRunWithId(run_id)
    return { run: runToJson(withFilesFor(run, clientKindOf(c))) }
  })

  mount(api, ENDPOINTS.updateRun, async ({ run_id, status, end_time, run_name = '' }, c) => {
    const change = {
      ...(run_name !== '' && { name: run_name }),
      ...(status !== undefined && { status }),
      ...(end_time !== undefined && { endMillis: unixMillis(end_time) }),
    }
    const { info } = orRefused(run_id, await runs.update(parseRunId(run_id), change))
    return { run_info: runInfoToJson(withFilesFor(info, clientKindOf(c))) }
  })

  mount(api, ENDPOINTS.deleteRun, async ({ run_id }) => {
    if (await runs.move(parseRunId(run_id), 'deleted')) return {}
    throw noRunWithId(run_id)
  })

  mount(api, ENDPOINTS.restoreRun, async ({ run_id }) => {
    if (await runs.move(parseRunId(run_id), 'active')) return {}
    throw noRunWithId(run_id)
  })

  mount(api, ENDPOINTS.searchRuns, async (request, c) => {
    const { experiment_ids = [], filter, order_by, run_view_type, max_results, page_token } = request
    const { items, nextPageToken } = await runs.search({
      experimentIds: parseExperimentIds(experiment_ids),
      filter: readRunFilter(filter),
      orderBy: readRunOrder(order_by),
      viewType: run_view_type ?? 'ACTIVE_ONLY',
      maxResults: max_results ?? DEFAULT_MAX_RESULTS,
      ...(page_token !== undefined && page_token !== '' && { pageToken: page_token }),
    })
    return {
      ...(items.length > 0 && { runs: items.map((run) => runToJson(withFilesFor(run, clientKindOf(c)))) }),
      ...(nextPageToken !== undefined && { next_page_token: nextPageToken }),
    }
  })
}
