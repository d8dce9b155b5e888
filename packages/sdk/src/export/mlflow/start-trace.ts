import type { TraceInfo } from '@loupe-ai/model'
import { traceInfoToJson } from '@loupe-ai/wire'

import type { CallJson } from './call-json.ts'
import type { RequestFailure } from './send-request.ts'

/** The tags that the server gave the trace. */
export type StartedTrace = { readonly ok: true; readonly tags: Readonly<Record<string, unknown>> } | RequestFailure

const PATH = '/api/3.0/mlflow/traces'

/** StartTraceV3: says what a trace is; safe to repeat (mlflow-wire.md §3.3, T1). */
export async function startTrace(call: CallJson, info: TraceInfo, signal: AbortSignal): Promise<StartedTrace> {
  const fields = { trace: { trace_info: traceInfoToJson(info) } }
  const reply = await call({ method: 'POST', path: PATH, fields }, signal)
  return reply.ok ? { ok: true, tags: tagsIn(reply.value) } : reply
}

/** The same of a trace that was started before. */
export async function findTrace(call: CallJson, traceId: string, signal: AbortSignal): Promise<StartedTrace> {
  const reply = await call({ method: 'GET', path: `${PATH}/${encodeURIComponent(traceId)}` }, signal)
  return reply.ok ? { ok: true, tags: tagsIn(reply.value) } : reply
}

function tagsIn(value: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const trace = objectAt(value, 'trace')
  return objectAt(objectAt(trace, 'trace_info'), 'tags')
}

function objectAt(value: Readonly<Record<string, unknown>>, key: string): Readonly<Record<string, unknown>> {
  const inner = value[key]
  return typeof inner === 'object' && inner !== null ? (inner as Readonly<Record<string, unknown>>) : {}
}
