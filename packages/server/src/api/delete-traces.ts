import { ENDPOINTS } from '@loupe-ai/contract'
import { traceIdsToTry, unixMillis } from '@loupe-ai/model'
import { deleteTraceArtifacts, type Stores } from '@loupe-ai/store'
import { ApiError } from '../http/api-error.ts'
import { parseExperimentId } from './experiment-ids.ts'
import { mount, type ApiMount } from './mount.ts'

/** Traces go by id or by time, never both (mlflow-wire.md §3.3, T7), and their pictures and files with them. */
export function mountDeleteTraces(api: ApiMount, { traces, artifacts }: Pick<Stores, 'traces' | 'artifacts'>): void {
  mount(api, ENDPOINTS.deleteTraces, async ({ experiment_id, max_timestamp_millis, max_traces, request_ids = [] }) => {
    const experimentId = parseExperimentId(experiment_id)
    const byTime = max_timestamp_millis !== undefined
    const byIds = request_ids.length > 0
    if (!byTime && !byIds) throw invalid('Either `max_timestamp_millis` or `trace_ids` must be specified.')
    if (byTime && byIds) throw invalid('Only one of `max_timestamp_millis` and `trace_ids` can be specified.')
    if (byIds && max_traces !== undefined) {
      throw invalid("`max_traces` can't be specified if `trace_ids` is specified.")
    }
    if (max_traces !== undefined && max_traces <= 0) {
      throw invalid(`\`max_traces\` must be a positive integer, received ${max_traces}.`)
    }
    const deleted = await traces.deleteTraces(
      byTime
        ? { experimentId, maxStartMillis: unixMillis(max_timestamp_millis), maxTraces: max_traces }
        : { experimentId, ids: request_ids.flatMap(traceIdsToTry) },
    )
    await deleteTraceArtifacts(artifacts, deleted)
    return { traces_deleted: deleted.length }
  })
}

const invalid = (message: string): ApiError => new ApiError('INVALID_PARAMETER_VALUE', message)
