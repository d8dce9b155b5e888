import {
  DEFAULT_EXPERIMENT_ID,
  type ExperimentId,
  TRACE_METADATA,
  type TraceId,
  type TraceInfo,
  unixMillis,
} from '@loupe-ai/model'
import { assessmentFromJson, assessmentToJson } from './assessment-json.ts'
import { durationText, millisOfDuration } from './duration.ts'
import type { TraceInfoJson } from './mlflow-json.ts'
import { millisOfTimestamp, timestampText } from './timestamp.ts'
import { usageFromAttribute } from './token-usage-json.ts'

/** What both a trace's info and its record have. */
export type TraceInfoFields = Omit<TraceInfo, 'usage' | 'spanCount'>

/** TraceInfoV3 (mlflow-wire.md §3.1). Metadata and tags are not cut: the clients read longer ones. */
export function traceInfoToJson(info: TraceInfoFields): TraceInfoJson {
  return {
    trace_id: info.traceId,
    ...(info.clientRequestId !== undefined && { client_request_id: info.clientRequestId }),
    trace_location: { type: 'MLFLOW_EXPERIMENT', mlflow_experiment: { experiment_id: info.experimentId } },
    ...(info.requestPreview !== undefined && { request_preview: info.requestPreview }),
    ...(info.responsePreview !== undefined && { response_preview: info.responsePreview }),
    request_time: timestampText(info.requestTimeMillis),
    ...(info.durationMillis !== undefined && { execution_duration: durationText(info.durationMillis) }),
    state: info.state,
    ...(Object.keys(info.metadata).length > 0 && { trace_metadata: { ...info.metadata } }),
    ...(Object.keys(info.tags).length > 0 && { tags: { ...info.tags } }),
    ...(info.assessments !== undefined &&
      info.assessments.length > 0 && { assessments: info.assessments.map(assessmentToJson) }),
  }
}

/**
 * What a server said, taken as it is. `usage` and `spanCount` come from the metadata `mlflow.trace.tokenUsage` and
 * `mlflow.trace.sizeStats`; without the latter `spanCount` is 0, which means unknown. A time that is none becomes 0,
 * and an assessment that cannot be read is left out.
 */
export function traceInfoFromJson(json: TraceInfoJson): TraceInfo {
  const metadata = json.trace_metadata ?? {}
  const requestTimeMillis = millisOfTimestamp(json.request_time ?? '') ?? unixMillis(0)
  const defaults = { traceId: json.trace_id as TraceId, nowMillis: requestTimeMillis }
  const assessments = (json.assessments ?? [])
    .map((one) => assessmentFromJson(one, defaults))
    .flatMap((result) => (result.ok ? [result.assessment] : []))
  return {
    traceId: json.trace_id as TraceId,
    experimentId: (json.trace_location?.mlflow_experiment?.experiment_id ?? DEFAULT_EXPERIMENT_ID) as ExperimentId,
    clientRequestId: json.client_request_id,
    requestPreview: json.request_preview,
    responsePreview: json.response_preview,
    requestTimeMillis,
    durationMillis: millisOfDuration(json.execution_duration ?? ''),
    state: json.state ?? 'STATE_UNSPECIFIED',
    tags: json.tags ?? {},
    metadata,
    ...(assessments.length > 0 && { assessments }),
    usage: usageFromAttribute(jsonOrUndefined(metadata[TRACE_METADATA.tokenUsage])),
    spanCount: spanCountOf(metadata),
  }
}

function spanCountOf(metadata: Readonly<Record<string, string>>): number {
  const stats = jsonOrUndefined(metadata[TRACE_METADATA.sizeStats])
  const count = typeof stats === 'object' && stats !== null && 'num_spans' in stats ? stats.num_spans : undefined
  return typeof count === 'number' ? count : 0
}

function jsonOrUndefined(text: string | undefined): unknown {
  if (text === undefined) return undefined
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
