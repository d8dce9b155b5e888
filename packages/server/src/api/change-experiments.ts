import { ENDPOINTS } from '@loupe-ai/contract'
import type { Experiment, LifecycleStage } from '@loupe-ai/model'
import type { ExperimentStore } from '@loupe-ai/store'
import { ApiError } from '../http/api-error.ts'
import { checkExperimentName, checkTag } from './check-experiment.ts'
import { checkIsActive, noExperimentWithId, parseExperimentId } from './experiment-ids.ts'
import { mount, type ApiMount } from './mount.ts'

/** Names, tags and the end of experiments (mlflow-wire.md §2). */
export function mountChangeExperiments(api: ApiMount, experiments: ExperimentStore): void {
  const find = async (id: string): Promise<Experiment> => {
    const experiment = await experiments.get(parseExperimentId(id))
    if (experiment === undefined) throw noExperimentWithId(id)
    return experiment
  }

  const findActive = async (id: string): Promise<Experiment> => {
    const experiment = await find(id)
    checkIsActive(experiment)
    return experiment
  }

  const move = async (id: string, from: LifecycleStage, to: LifecycleStage): Promise<Record<never, never>> => {
    const experiment = await find(id)
    if (experiment.lifecycleStage !== from) throw noExperimentWithId(id)
    await experiments.update(experiment.experimentId, { lifecycleStage: to })
    return {}
  }

  mount(api, ENDPOINTS.updateExperiment, async ({ experiment_id, new_name }) => {
    checkExperimentName(new_name)
    const experiment = await find(experiment_id)
    // MLflow answers 500 here, which its client takes for an accident and tries again for minutes.
    if (experiment.lifecycleStage !== 'active') throw invalid('Cannot rename a non-active experiment.')
    const outcome = await experiments.update(experiment.experimentId, { name: new_name })
    if (outcome === 'taken') {
      throw new ApiError('RESOURCE_ALREADY_EXISTS', `Experiment(name=${new_name}) already exists.`)
    }
    return {}
  })

  mount(api, ENDPOINTS.deleteExperiment, ({ experiment_id }) => move(experiment_id, 'active', 'deleted'))
  mount(api, ENDPOINTS.restoreExperiment, ({ experiment_id }) => move(experiment_id, 'deleted', 'active'))

  mount(api, ENDPOINTS.setExperimentTag, async ({ experiment_id, key, value = '' }) => {
    checkTag(key, value)
    const { experimentId } = await findActive(experiment_id)
    await experiments.setTag(experimentId, key, value)
    return {}
  })

  mount(api, ENDPOINTS.deleteExperimentTag, async ({ experiment_id, key }) => {
    const { experimentId } = await findActive(experiment_id)
    if (await experiments.deleteTag(experimentId, key)) return {}
    throw new ApiError('RESOURCE_DOES_NOT_EXIST', `No tag with name: ${key} in experiment with id ${experiment_id}`)
  })
}

const invalid = (message: string): ApiError => new ApiError('INVALID_PARAMETER_VALUE', message)
