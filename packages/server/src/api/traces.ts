import { ENDPOINTS } from '@loupe-ai/contract'
import { TRACE_METADATA, TRACE_TAG, type TraceId, type TraceInfo, type TraceRecord } from '@loupe-ai/model'
import type { Stores } from '@loupe-ai/store'
import { traceInfoToJson, traceRecordFromJson, traceToJson } from '@loupe-ai/wire'
import { ApiError } from '../http/api-error.ts'
import { withAssessmentId } from './assessment-id.ts'
import { noExperimentWithId } from './experiment-ids.ts'
import { mount, type ApiMount } from './mount.ts'
import { findTrace, findTraceInfo, findTraceOnceComplete } from './read-trace.ts'
import { withoutSpansLocation, withServerTags } from './trace-tags.ts'

const MAX_BATCH_IDS = 100
const MAX_BATCH_INFOS = 5000
/** Together a few seconds, the first look soon: MLflow's server waits one second, then two. */
const WAIT_FOR_SPANS_MILLIS = [250, 750, 2000]

/** One trace or a few, by id (mlflow-wire.md §3.3, T1 to T4). */
export function mountTraces(api: ApiMount, { traces, experiments }: Pick<Stores, 'traces' | 'experiments'>): void {
  const tagged = async (info: TraceInfo): Promise<TraceInfo> => (await withServerTags([info], experiments))[0]!

  mount(api, ENDPOINTS.startTrace, async ({ trace }) => {
    const result = traceRecordFromJson(trace.trace_info)
    if (!result.ok) throw new ApiError('INVALID_PARAMETER_VALUE', result.failure.message)
    const { traceId, experimentId } = result.record
    const experiment = await experiments.get(experimentId)
    if (experiment === undefined) throw noExperimentWithId(experimentId)
    if (experiment.lifecycleStage !== 'active') {
      const message = `The experiment ${experimentId} must be in the 'active' state. Current state is deleted.`
      throw new ApiError('INVALID_PARAMETER_VALUE', message)
    }
    const record = finalized(result.record)
    await traces.putTraceRecord(record)
    // A deleted trace has no info any more; its sender is told that all is well, or it would try again.
    const [info = { ...record, spanCount: 0 }] = await traces.getTraceInfos([traceId])
    const answer = await tagged(info)
    const sendsSpans = info.spanCount > 0 || countsSpans(record)
    return { trace: { trace_info: traceInfoToJson(sendsSpans ? answer : withoutSpansLocation(answer)) } }
  })

  mount(api, ENDPOINTS.getTrace, async ({ trace_id, allow_partial = false }) => {
    const found = await findTraceOnceComplete(traces, trace_id, allow_partial ? [] : WAIT_FOR_SPANS_MILLIS)
    if (found === undefined) throw noTrace(`Trace with ID ${trace_id} is not found.`)
    if (!allow_partial && !found.isComplete) {
      throw noTrace(`Trace with ID ${trace_id} is not fully exported yet, please try again later.`)
    }
    return { trace: traceToJson(await tagged(found.info), found.spans) }
  })

  mount(api, ENDPOINTS.batchGetTraces, async ({ trace_ids }) => {
    if (trace_ids.length > MAX_BATCH_IDS) {
      const message = `Cannot get more than ${MAX_BATCH_IDS} traces in a single request. Provided ${trace_ids.length} traces.`
      throw new ApiError('INVALID_PARAMETER_VALUE', message)
    }
    const found = await Promise.all([...new Set(trace_ids)].map((id) => findTrace(traces, id)))
    const complete = found.filter((trace) => trace !== undefined).filter((trace) => trace.isComplete)
    if (complete.length === 0) return {}
    return {
      traces: await Promise.all(complete.map(async ({ info, spans }) => traceToJson(await tagged(info), spans))),
    }
  })

  mount(api, ENDPOINTS.batchGetTraceInfos, async ({ trace_ids }) => {
    const ids = [...new Set(trace_ids)]
    if (ids.length > MAX_BATCH_INFOS) {
      const message = `Cannot get more than ${MAX_BATCH_INFOS} traces in a single request. Provided ${ids.length} traces.`
      throw new ApiError('INVALID_PARAMETER_VALUE', message)
    }
    const found = await traces.getTraceInfos(ids.filter(isTraceId))
    const infos = await withServerTags(found, experiments)
    return infos.length > 0 ? { trace_infos: infos.map(traceInfoToJson) } : {}
  })

  // After those above: `get` and `batchGet` are no ids.
  mount(api, ENDPOINTS.getTraceInfo, async ({ trace_id }) => {
    const info = await findTraceInfo(traces, trace_id)
    if (info === undefined) throw noTrace(`Trace with ID '${trace_id}' not found.`)
    return { trace: { trace_info: traceInfoToJson(await tagged(info)) } }
  })
}

/**
 * Whether the record is from a client that sends its spans by OTLP, which may still be under way: of those that upload
 * them as an artifact unless told not to, only these count them (mlflow-wire.md §3.4).
 */
const countsSpans = (record: TraceRecord): boolean => record.metadata[TRACE_METADATA.sizeStats] !== undefined

const isTraceId = (text: string): text is TraceId => text.length > 0 && text.length <= 50

const noTrace = (message: string): ApiError => new ApiError('RESOURCE_DOES_NOT_EXIST', message)

/** With what the server adds to a record, and without what only the server may say. */
function finalized(record: TraceRecord): TraceRecord {
  const { [TRACE_TAG.spansLocation]: _, [TRACE_TAG.artifactLocation]: __, ...tags } = record.tags
  return {
    ...record,
    tags,
    metadata: { ...record.metadata, [TRACE_METADATA.infoFinalized]: 'true' },
    ...(record.assessments !== undefined && { assessments: record.assessments.map(withAssessmentId) }),
  }
}
