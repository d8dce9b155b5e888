import { ENDPOINTS } from '@loupe-ai/contract'
import type { Filter } from '@loupe-ai/model'
import type { TraceStore } from '@loupe-ai/store'
import { doubleToJson } from '@loupe-ai/wire'
import { parseExperimentId } from './experiment-ids.ts'
import { mount, type ApiMount } from './mount.ts'
import { type FilterCounts, mutualInformation } from './mutual-information.ts'
import { readTraceFilter } from './read-trace-query.ts'

/** Whether what one filter finds is what another finds (mlflow-wire.md §3.7, T16). */
export function mountCorrelation(api: ApiMount, traces: Pick<TraceStore, 'countTraces'>): void {
  mount(api, ENDPOINTS.correlateFilters, async ({ experiment_ids, filter_string1, filter_string2, base_filter }) => {
    const ids = experiment_ids.map(parseExperimentId)
    const base = readTraceFilter(base_filter, 'base_filter')
    const first = readBoth(base_filter, filter_string1, 'filter_string1')
    const second = readBoth(base_filter, filter_string2, 'filter_string2')
    const count = (filter: Filter | undefined): Promise<number> => traces.countTraces(ids, filter)
    const counts = agreed({
      total: await count(base),
      first: await count(first),
      second: await count(second),
      both: await count(all([first, second])),
    })
    const { plain, smoothed } = mutualInformation(counts)
    return {
      npmi: doubleToJson(plain),
      npmi_smoothed: doubleToJson(smoothed),
      filter1_count: counts.first,
      filter2_count: counts.second,
      joint_count: counts.both,
      total_count: counts.total,
    }
  })
}

/** As one text, so that conditions of both on spans speak of the same span; each is read alone first, for its own errors. */
function readBoth(base: string | undefined, text: string, parameter: string): Filter | undefined {
  const filter = readTraceFilter(text, parameter)
  if (readTraceFilter(base) === undefined) return filter
  return filter === undefined ? readTraceFilter(base) : readTraceFilter(`(${base}) AND (${text})`, parameter)
}

const all = (filters: readonly (Filter | undefined)[]): Filter => ({
  kind: 'and',
  parts: filters.filter((filter) => filter !== undefined),
})

/** Traces may have come and gone between the counts. */
function agreed({ first, second, both, total }: FilterCounts): FilterCounts {
  const joint = Math.min(both, first, second)
  return { first, second, both: joint, total: Math.max(total, first + second - joint) }
}
