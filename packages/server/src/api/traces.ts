import { ENDPOINTS } from '@loupe-ai/contract'
import { TRACE_METADATA, type TraceId, type TraceInfo, type TraceRecord } from '@loupe-ai/model'
import type { Stores } from '@loupe-ai/store'
import { cutToCodePoints, traceInfoToJson, traceRecordFromJson, traceToJson } from '@loupe-ai/wire'
import type { Context } from 'hono'
import { ApiError } from '../http/api-error.ts'
import { clientKindOf, mlflowClientVersion } from '../http/client-kind.ts'
import type { ServerEnv } from '../http/server-env.ts'
import { withAssessmentId } from './assessment-id.ts'
import { checkIsActive, requireExperiment } from './experiment-ids.ts'
import { mount, type ApiMount } from './mount.ts'
import { findTrace, findTraceInfo, findTraceOnceComplete, spansAreHere } from './read-trace.ts'
import { withoutServerTags, withoutSpansLocation, withServerTags } from './trace-tags.ts'

const MAX_BATCH_IDS = 100
const MAX_BATCH_INFOS = 5000
/** Together a few seconds, the first look soon: MLflow's server waits one second, then two. */
const WAIT_FOR_SPANS_MILLIS = [250, 750, 2000]
/**
 * Until a client whose spans seem to be under way is asked for them as an artifact after all: they may be stored twice, as
 * what they are, but are never lost.
 */
const WAIT_FOR_OTLP_MILLIS = [20, 60, 150, 300]

/** One trace or a few, by id (mlflow-wire.md §3.3, T1 to T4). */
export function mountTraces(api: ApiMount, { traces, experiments }: Pick<Stores, 'traces' | 'experiments'>): void {
  const tagged = async (info: TraceInfo, c: Context<ServerEnv>): Promise<TraceInfo> =>
    (await withServerTags([info], experiments, clientKindOf(c)))[0]!

  mount(api, ENDPOINTS.startTrace, async ({ trace }, c) => {
    const result = traceRecordFromJson(trace.trace_info)
    if (!result.ok) throw new ApiError('INVALID_PARAMETER_VALUE', result.failure.message)
    const { traceId, experimentId } = result.record
    checkIsActive(await requireExperiment(experiments, experimentId))
    const record = finalized(result.record)
    await traces.putTraceRecord(record)
    const found = await spansAreHere(traces, traceId, sendsByOtlp(c, record) ? WAIT_FOR_OTLP_MILLIS : [])
    // A deleted trace has no info any more; its sender is told that all is well, or it would try again.
    const { info, areAll } = found ?? { info: { ...record, spanCount: 0 }, areAll: true }
    const answer = await tagged(info, c)
    return { trace: { trace_info: traceInfoToJson(areAll ? answer : withoutSpansLocation(answer)) } }
  })

  mount(api, ENDPOINTS.getTrace, async ({ trace_id, allow_partial = false }, c) => {
    const found = await findTraceOnceComplete(traces, trace_id, allow_partial ? [] : WAIT_FOR_SPANS_MILLIS)
    if (found === undefined) throw noTrace(`Trace with ID ${trace_id} is not found.`)
    if (!allow_partial && !found.isComplete) {
      throw noTrace(`Trace with ID ${trace_id} is not fully exported yet, please try again later.`)
    }
    return { trace: traceToJson(await tagged(found.info, c), found.spans) }
  })

  mount(api, ENDPOINTS.batchGetTraces, async ({ trace_ids }, c) => {
    if (trace_ids.length > MAX_BATCH_IDS) {
      const message = `Cannot get more than ${MAX_BATCH_IDS} traces in a single request. Provided ${trace_ids.length} traces.`
      throw new ApiError('INVALID_PARAMETER_VALUE', message)
    }
    const found = await Promise.all([...new Set(trace_ids)].map((id) => findTrace(traces, id)))
    const complete = found.filter((trace) => trace !== undefined).filter((trace) => trace.isComplete)
    if (complete.length === 0) return {}
    return {
      traces: await Promise.all(complete.map(async ({ info, spans }) => traceToJson(await tagged(info, c), spans))),
    }
  })

  mount(api, ENDPOINTS.batchGetTraceInfos, async ({ trace_ids }, c) => {
    const ids = [...new Set(trace_ids)]
    if (ids.length > MAX_BATCH_INFOS) {
      const message = `Cannot get more than ${MAX_BATCH_INFOS} traces in a single request. Provided ${ids.length} traces.`
      throw new ApiError('INVALID_PARAMETER_VALUE', message)
    }
    const found = await traces.getTraceInfos(ids.filter(isTraceId))
    const infos = await withServerTags(found, experiments, clientKindOf(c))
    return infos.length > 0 ? { trace_infos: infos.map(traceInfoToJson) } : {}
  })

  // After those above: `get` and `batchGet` are no ids.
  mount(api, ENDPOINTS.getTraceInfo, async ({ trace_id }, c) => {
    const info = await findTraceInfo(traces, trace_id)
    if (info === undefined) throw noTrace(`Trace with ID '${trace_id}' not found.`)
    return { trace: { trace_info: traceInfoToJson(await tagged(info, c)) } }
  })
}

/**
 * Whether the spans of the record are surely under way by OTLP, which MLflow's Python client does from 3.4 on, in another
 * request than this one (mlflow-wire.md §3.4).
 */
function sendsByOtlp(c: Context<ServerEnv>, record: TraceRecord): boolean {
  const [, major, minor] = /^(\d+)\.(\d+)\./.exec(mlflowClientVersion(c) ?? '') ?? []
  const isNewEnough = Number(major) > 3 || (Number(major) === 3 && Number(minor) >= 4)
  return isNewEnough && clientKindOf(c) === 'other' && record.metadata[TRACE_METADATA.sizeStats] !== undefined
}

const isTraceId = (text: string): text is TraceId => text.length > 0 && text.length <= 50

const noTrace = (message: string): ApiError => new ApiError('RESOURCE_DOES_NOT_EXIST', message)

/** As they are kept (mlflow-wire.md §4.8); longer ones are cut, as MLflow's server does. */
const MAX_KEY_CHARACTERS = 250
const MAX_VALUE_CHARACTERS = 8000
/** What Databricks allows; MLflow’s clients cut theirs themselves. */
const MAX_PREVIEW_CHARACTERS = 10_000

/** With what the server adds to a record, without what only the server may say, and not longer than it keeps. */
function finalized(record: TraceRecord): TraceRecord {
  const { requestPreview, responsePreview, assessments } = record
  return {
    ...record,
    ...(requestPreview !== undefined && { requestPreview: cutToCodePoints(requestPreview, MAX_PREVIEW_CHARACTERS) }),
    ...(responsePreview !== undefined && { responsePreview: cutToCodePoints(responsePreview, MAX_PREVIEW_CHARACTERS) }),
    tags: cut(withoutServerTags(record.tags)),
    metadata: { ...cut(record.metadata), [TRACE_METADATA.infoFinalized]: 'true' },
    ...(assessments !== undefined && { assessments: assessments.map(withAssessmentId) }),
  }
}

const cut = (texts: Readonly<Record<string, string>>): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Object.entries(texts).map(([key, value]) => [
      key.slice(0, MAX_KEY_CHARACTERS),
      value.slice(0, MAX_VALUE_CHARACTERS),
    ]),
  )
