import type { TraceState } from '@loupe-ai/model'
import { keyValuesOf } from './experiment-json.ts'
import type { KeyValueJson } from './mlflow-json.ts'
import type { TraceInfoFields } from './trace-info-json.ts'

/** What MLflow before 3.0 shows of a trace (mlflow-wire.md §3.1, "Trace info V2"). */
export interface TraceInfoV2Json {
  request_id: string
  experiment_id: string
  timestamp_ms: number
  /** Absent while running. */
  execution_time_ms?: number
  status: 'TRACE_STATUS_UNSPECIFIED' | 'OK' | 'ERROR' | 'IN_PROGRESS'
  request_metadata?: KeyValueJson[]
  tags?: KeyValueJson[]
}

export function traceInfoToV2Json(info: TraceInfoFields): TraceInfoV2Json {
  const metadata = keyValuesOf(info.metadata)
  const tags = keyValuesOf(info.tags)
  return {
    request_id: info.traceId,
    experiment_id: info.experimentId,
    timestamp_ms: info.requestTimeMillis,
    ...(info.durationMillis !== undefined && { execution_time_ms: Math.trunc(info.durationMillis) }),
    status: info.state === 'STATE_UNSPECIFIED' ? 'TRACE_STATUS_UNSPECIFIED' : info.state,
    ...(metadata.length > 0 && { request_metadata: metadata }),
    ...(tags.length > 0 && { tags }),
  }
}

export const traceStateFromV2 = (status: TraceInfoV2Json['status']): TraceState =>
  status === 'TRACE_STATUS_UNSPECIFIED' ? 'STATE_UNSPECIFIED' : status
