import { ENDPOINTS } from '@loupe-ai/contract'
import type { ExperimentId } from '@loupe-ai/model'
import type { Stores } from '@loupe-ai/store'
import { traceInfoToJson, type TraceLocationJson } from '@loupe-ai/wire'
import { ApiError } from '../http/api-error.ts'
import { clientKindOf } from '../http/client-kind.ts'
import { parseExperimentId } from './experiment-ids.ts'
import { mount, type ApiMount } from './mount.ts'
import { readTraceFilter, readTraceOrder } from './read-trace-query.ts'
import { withServerTags } from './trace-tags.ts'

const DEFAULT_MAX_RESULTS = 100

/** Traces by filter, a page at a time: infos only, never spans (mlflow-wire.md §3.3, T6, and §7). */
export function mountTraceSearch(api: ApiMount, { traces, experiments }: Pick<Stores, 'traces' | 'experiments'>): void {
  mount(
    api,
    ENDPOINTS.searchTraces,
    async ({ locations, filter, max_results = DEFAULT_MAX_RESULTS, order_by, page_token }, c) => {
      const { items, nextPageToken } = await traces.searchTraces({
        experimentIds: experimentIdsOf(locations),
        filter: readTraceFilter(filter),
        orderBy: readTraceOrder(order_by),
        maxResults: max_results,
        pageToken: page_token === '' ? undefined : page_token,
      })
      const infos = await withServerTags(items, experiments, clientKindOf(c))
      return {
        ...(infos.length > 0 && { traces: infos.map(traceInfoToJson) }),
        ...(nextPageToken !== undefined && { next_page_token: nextPageToken }),
      }
    },
  )
}

/** Only experiments hold traces here; other kinds of location find nothing. */
function experimentIdsOf(locations: readonly TraceLocationJson[]): ExperimentId[] {
  const ids = locations.map((location) => location.mlflow_experiment?.experiment_id).filter((id) => id !== undefined)
  const wrong = ids.filter((id) => id.includes('.'))
  if (wrong.length > 0) {
    const message = `Locations must be a list of experiment IDs. Found invalid experiment IDs: ${wrong.join(', ')}`
    throw new ApiError('INVALID_PARAMETER_VALUE', message)
  }
  return ids.map(parseExperimentId)
}
