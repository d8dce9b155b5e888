import type { Page, TraceInfo } from '@loupe-ai/model'
import { traceInfoFromJson } from '@loupe-ai/wire'
import type { Api } from './api.ts'

/** Small enough to be polled, large enough to fill a tall screen. */
const TRACES_PER_PAGE = 50

export interface TracesPageQuery {
  readonly experimentId: string
  readonly filter?: string
  readonly pageToken?: string
}

/** One page of an experiment’s traces, newest first as the server has it unasked. Rejects with ApiProblem. */
export async function fetchTraces(api: Api, query: TracesPageQuery, signal?: AbortSignal): Promise<Page<TraceInfo>> {
  const { traces = [], next_page_token } = await api.call(
    'searchTraces',
    {
      locations: [{ type: 'MLFLOW_EXPERIMENT', mlflow_experiment: { experiment_id: query.experimentId } }],
      max_results: TRACES_PER_PAGE,
      ...(query.filter !== undefined && { filter: query.filter }),
      ...(query.pageToken !== undefined && { page_token: query.pageToken }),
    },
    { signal },
  )
  return { items: traces.map(traceInfoFromJson), nextPageToken: next_page_token }
}
