import { ENDPOINTS } from '@loupe-ai/contract'
import type { Experiment } from '@loupe-ai/model'
import type { ExperimentStore } from '@loupe-ai/store'
import { experimentToJson, recordOfKeyValues, type ExperimentJson } from '@loupe-ai/wire'
import { ApiError } from '../http/api-error.ts'
import { checkNewExperiment } from './check-experiment.ts'
import { noExperimentWithId, parseExperimentId } from './experiment-ids.ts'
import { mount, type ApiMount } from './mount.ts'
import { readExperimentFilter, readExperimentOrder } from './read-entity-query.ts'

/** mlflow-wire.md §2. Deleted experiments are found by id and by name, and keep their name. */
export function mountExperiments(api: ApiMount, experiments: ExperimentStore): void {
  mount(api, ENDPOINTS.createExperiment, async ({ name, artifact_location, tags }) => {
    const artifactLocation = artifact_location === '' ? undefined : artifact_location
    const experiment = { name, artifactLocation, tags: recordOfKeyValues(tags ?? []) }
    checkNewExperiment(experiment)
    const result = await experiments.create(experiment)
    if (!result.created) {
      const message = `Experiment(name=${name}) already exists. Error: its id is ${result.existing.experimentId}`
      throw new ApiError('RESOURCE_ALREADY_EXISTS', message)
    }
    return { experiment_id: result.experiment.experimentId }
  })

  mount(api, ENDPOINTS.getExperiment, async ({ experiment_id }) =>
    answerWith(await experiments.get(parseExperimentId(experiment_id)), noExperimentWithId(experiment_id)),
  )

  mount(api, ENDPOINTS.getExperimentByName, async ({ experiment_name }) => {
    const message = `Could not find experiment with name '${experiment_name}'`
    return answerWith(await experiments.getByName(experiment_name), new ApiError('RESOURCE_DOES_NOT_EXIST', message))
  })

  mount(api, ENDPOINTS.searchExperiments, async ({ max_results, page_token, filter, order_by, view_type }) => {
    const { items, nextPageToken } = await experiments.search({
      viewType: view_type ?? 'ACTIVE_ONLY',
      filter: readExperimentFilter(filter),
      orderBy: readExperimentOrder(order_by),
      maxResults: max_results,
      pageToken: page_token === '' ? undefined : page_token,
    })
    return {
      ...(items.length > 0 && { experiments: items.map(experimentToJson) }),
      ...(nextPageToken !== undefined && { next_page_token: nextPageToken }),
    }
  })
}

function answerWith(experiment: Experiment | undefined, missing: ApiError): { experiment: ExperimentJson } {
  if (experiment === undefined) throw missing
  return { experiment: experimentToJson(experiment) }
}
