import { randomBytes } from 'node:crypto'
import { ENDPOINTS } from '@loupe-ai/contract'
import { traceId, unixMillis, type TraceId, type TraceInfo } from '@loupe-ai/model'
import type { Stores } from '@loupe-ai/store'
import { recordOfKeyValues, traceInfoToV2Json, traceStateFromV2, type TraceInfoV2Json } from '@loupe-ai/wire'
import { ApiError } from '../http/api-error.ts'
import { clientKindOf, type ClientKind } from '../http/client-kind.ts'
import { checkIsActive, parseExperimentId, requireExperiment } from './experiment-ids.ts'
import { mount, type ApiMount } from './mount.ts'
import { readTraceFilter, readTraceOrder } from './read-trace-query.ts'
import { findTraceInfo } from './read-trace.ts'
import { withoutServerTags, withoutSpansLocation, withServerTags } from './trace-tags.ts'

const DEFAULT_MAX_RESULTS = 100

/**
 * Traces for MLflow before 3.0, which begins and ends them by two calls and knows their spans as a file only
 * (mlflow-wire.md §3.2, T18 to T21). They are traces like any other.
 */
export function mountV2Traces(api: ApiMount, { traces, experiments }: Pick<Stores, 'traces' | 'experiments'>): void {
  const shown = async (infos: readonly TraceInfo[], client: ClientKind): Promise<TraceInfoV2Json[]> =>
    (await withServerTags(infos, experiments, client)).map(withoutSpansLocation).map(traceInfoToV2Json)

  const requireInfo = async (id: string): Promise<TraceInfo> => {
    const info = await findTraceInfo(traces, id)
    if (info === undefined) throw new ApiError('RESOURCE_DOES_NOT_EXIST', `Trace with ID '${id}' not found.`)
    return info
  }

  mount(api, ENDPOINTS.startTraceV2, async ({ experiment_id, timestamp_ms, request_metadata = [], tags = [] }, c) => {
    const experimentId = parseExperimentId(experiment_id)
    checkIsActive(await requireExperiment(experiments, experimentId))
    const client = clientKindOf(c)
    const record = {
      traceId: newTraceId(client),
      experimentId,
      requestTimeMillis: unixMillis(timestamp_ms),
      state: 'IN_PROGRESS' as const,
      tags: withoutServerTags(recordOfKeyValues(tags)),
      metadata: recordOfKeyValues(request_metadata),
    }
    await traces.putTraceRecord(record)
    const [info] = await shown([{ ...record, spanCount: 0 }], client)
    return { trace_info: info! }
  })

  mount(
    api,
    ENDPOINTS.endTraceV2,
    async ({ request_id, timestamp_ms, status, request_metadata = [], tags = [] }, c) => {
      const { traceId: id, experimentId, requestTimeMillis } = await requireInfo(request_id)
      await traces.putTraceRecord({
        traceId: id,
        experimentId,
        requestTimeMillis,
        durationMillis: Math.max(0, timestamp_ms - requestTimeMillis),
        state: traceStateFromV2(status),
        tags: withoutServerTags(recordOfKeyValues(tags)),
        metadata: recordOfKeyValues(request_metadata),
      })
      const [info] = await shown([await requireInfo(request_id)], clientKindOf(c))
      return { trace_info: info! }
    },
  )

  mount(api, ENDPOINTS.getTraceInfoV2, async ({ request_id }, c) => {
    const [info] = await shown([await requireInfo(request_id)], clientKindOf(c))
    return { trace_info: info! }
  })

  mount(
    api,
    ENDPOINTS.searchTracesV2,
    async ({ experiment_ids, filter, max_results = DEFAULT_MAX_RESULTS, order_by, page_token }, c) => {
      const { items, nextPageToken } = await traces.searchTraces({
        experimentIds: experiment_ids.map(parseExperimentId),
        filter: readTraceFilter(filter),
        orderBy: readTraceOrder(order_by),
        maxResults: max_results,
        pageToken: page_token === '' ? undefined : page_token,
      })
      const infos = await shown(items, clientKindOf(c))
      return {
        ...(infos.length > 0 && { traces: infos }),
        ...(nextPageToken !== undefined && { next_page_token: nextPageToken }),
      }
    },
  )
}

/** A workspace's client tells traces from runs by how their ids begin. */
const newTraceId = (client: ClientKind): TraceId =>
  traceId(`${client === 'databricks' ? 'tr-' : ''}${randomBytes(16).toString('hex')}`)
