import type { ExperimentJson, TraceInfoJson } from '@loupe-ai/contract'
import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query'
import type { Api } from './api.ts'

const PAGE_SIZE = 100

const locationOf = (experimentId: string) => ({
  type: 'MLFLOW_EXPERIMENT' as const,
  mlflow_experiment: { experiment_id: experimentId },
})

/** All experiments, newest first, page by page. */
export const experimentsQuery = (api: Api) =>
  infiniteQueryOptions({
    queryKey: ['experiments'],
    queryFn: ({ pageParam, signal }) =>
      api.call(
        'searchExperiments',
        { max_results: PAGE_SIZE, view_type: 'ACTIVE_ONLY', ...(pageParam !== '' && { page_token: pageParam }) },
        { signal },
      ),
    initialPageParam: '',
    getNextPageParam: (page) => page.next_page_token,
    staleTime: 10_000,
    select: (data): readonly ExperimentJson[] => data.pages.flatMap((page) => page.experiments ?? []),
  })

export const experimentQuery = (api: Api, experimentId: string) =>
  queryOptions({
    queryKey: ['experiment', experimentId],
    queryFn: async ({ signal }) =>
      (await api.call('getExperiment', { experiment_id: experimentId }, { signal })).experiment,
    staleTime: 60_000,
  })

/** The newest trace of any of the experiments, or null. */
export const newestTraceQuery = (api: Api, experimentIds: readonly string[]) =>
  queryOptions({
    queryKey: ['newest-trace', experimentIds],
    queryFn: async ({ signal }): Promise<TraceInfoJson | null> => {
      const locations = experimentIds.map(locationOf)
      const found = await api.call('searchTraces', { locations, max_results: 1 }, { signal })
      return found.traces?.[0] ?? null
    },
    staleTime: 5_000,
  })
