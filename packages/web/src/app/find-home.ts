import type { Api } from '../data/api.ts'
import { readLastExperiment } from './last-experiment.ts'

/**
 * Where `/` leads: the experiment seen last, else the one with the newest trace, else the only or default one. Undefined
 * when there are several and no trace yet. Rejects with ApiProblem.
 */
export async function findHome(api: Api, signal?: AbortSignal): Promise<string | undefined> {
  const { experiments = [] } = await api.call(
    'searchExperiments',
    { max_results: 100, view_type: 'ACTIVE_ONLY' },
    { signal },
  )
  const ids = experiments.map((one) => one.experiment_id)
  const last = readLastExperiment()
  if (last !== undefined && ids.includes(last)) return last
  if (ids.length === 0) return undefined
  const locations = ids.map((id) => ({ type: 'MLFLOW_EXPERIMENT' as const, mlflow_experiment: { experiment_id: id } }))
  const { traces = [] } = await api.call('searchTraces', { locations, max_results: 1 }, { signal })
  const newest = traces[0]?.trace_location.mlflow_experiment?.experiment_id
  return newest ?? (ids.length === 1 ? ids[0] : undefined)
}
