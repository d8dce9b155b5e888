import { ENDPOINTS } from '@loupe-ai/contract'
import type { Stores } from '@loupe-ai/store'
import type { PriceCall } from '../price/price-call.ts'
import { repriceTraces } from '../price/reprice-traces.ts'
import { allExperiments, parseExperimentId } from './experiment-ids.ts'
import { mount, type ApiMount } from './mount.ts'
import { readTraceFilter } from './read-trace-query.ts'

const DEFAULT_MAX_TRACES = 100

/** Prices stored traces anew, a page at a time, so that the caller can show how far it is and go on later. */
export function mountReprice(
  api: ApiMount,
  { traces, experiments, priceCall }: Pick<Stores, 'traces' | 'experiments'> & { priceCall: PriceCall },
): void {
  mount(
    api,
    ENDPOINTS.repriceTraces,
    async ({ experiment_ids, filter, max_traces = DEFAULT_MAX_TRACES, page_token }) => {
      const { items, nextPageToken } = await traces.searchTraces({
        experimentIds: experiment_ids?.map(parseExperimentId) ?? (await allExperiments(experiments)),
        filter: readTraceFilter(filter),
        maxResults: max_traces,
        pageToken: page_token === '' ? undefined : page_token,
      })
      const ids = items.map(({ traceId }) => traceId)
      const { calls, changed } = await repriceTraces(traces, ids, priceCall)
      return {
        traces: ids.length,
        calls,
        changed,
        ...(nextPageToken !== undefined && { next_page_token: nextPageToken }),
      }
    },
  )
}
