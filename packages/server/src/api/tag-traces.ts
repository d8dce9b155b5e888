import { ENDPOINTS } from '@loupe-ai/contract'
import { TRACE_TAG } from '@loupe-ai/model'
import type { TraceStore } from '@loupe-ai/store'
import { ApiError } from '../http/api-error.ts'
import { checkTagKey } from './check-experiment.ts'
import { cutTo } from './check-name.ts'
import { mount, type ApiMount } from './mount.ts'
import { findTraceInfo } from './read-trace.ts'

/** Longer ones are cut, as MLflow's server does. */
const MAX_VALUE_CHARACTERS = 8000

const ARCHIVAL_FAILURE = 'mlflow.trace.archivalFailure'
/** Only the server may say these. */
const IMMUTABLE = [
  TRACE_TAG.spansLocation,
  TRACE_TAG.artifactLocation,
  'mlflow.trace.archiveLocation',
  ARCHIVAL_FAILURE,
]

/** Tags of traces, set and deleted after the fact (mlflow-wire.md §3.3, T8 and T9). */
export function mountTagTraces(api: ApiMount, traces: TraceStore): void {
  mount(api, ENDPOINTS.setTraceTag, async ({ trace_id, key, value = '' }) => {
    if (IMMUTABLE.includes(key)) throw invalid(`Tag '${key}' is immutable and cannot be set on a trace.`)
    checkTagKey(key)
    const info = await findTraceInfo(traces, trace_id)
    if (info === undefined) throw missing(`Trace with ID '${trace_id}' not found.`)
    await traces.editTrace(info.traceId, [{ kind: 'set-tag', key, value: cutTo(value, MAX_VALUE_CHARACTERS) }])
    return {}
  })

  mount(api, ENDPOINTS.deleteTraceTag, async ({ trace_id, key }) => {
    if (IMMUTABLE.includes(key) && key !== ARCHIVAL_FAILURE) {
      throw invalid(`Tag '${key}' is immutable and cannot be deleted on a trace.`)
    }
    const info = await findTraceInfo(traces, trace_id)
    if (info === undefined || !Object.hasOwn(info.tags, key)) {
      throw missing(`No trace tag with key '${key}' for trace with ID '${trace_id}'`)
    }
    await traces.editTrace(info.traceId, [{ kind: 'delete-tag', key }])
    return {}
  })
}

const invalid = (message: string): ApiError => new ApiError('INVALID_PARAMETER_VALUE', message)
const missing = (message: string): ApiError => new ApiError('RESOURCE_DOES_NOT_EXIST', message)
