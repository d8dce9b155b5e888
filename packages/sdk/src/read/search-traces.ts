import type { TraceInfoJson, TraceJson } from '@loupe-ai/contract'

import type { CallEndpoint } from '../experiment/call-endpoint.ts'
import { Trace } from './trace.ts'
import { TracePage } from './trace-page.ts'

export interface TraceSearch {
  /** The experiment of this program when neither ids nor names are given. */
  readonly experimentIds?: readonly string[]
  readonly experimentNames?: readonly string[]
  /** E.g. `status = 'ERROR' AND feedback.quality < 0.5` (MLflow's grammar). */
  readonly filter?: string
  /** E.g. `['execution_time DESC']`; newest first unless told. */
  readonly orderBy?: readonly string[]
  /** Of one page. Default 100, at most 500. */
  readonly maxResults?: number
  readonly pageToken?: string
  /** False: infos only, which is quicker. Default true. */
  readonly includeSpans?: boolean
}

/** Few, because a trace may be large. */
const TRACES_AT_ONCE = 10

/** Rejects with a LoupeError. A trace of which spans are still missing comes without spans. */
export async function searchTraces(
  call: CallEndpoint,
  experimentIds: readonly string[],
  search: Omit<TraceSearch, 'experimentIds' | 'experimentNames'>,
): Promise<TracePage> {
  const { filter, orderBy, maxResults = 100, pageToken, includeSpans = true } = search
  const { traces: infos = [], next_page_token: next } = await call('searchTraces', {
    locations: experimentIds.map((id) => ({ type: 'MLFLOW_EXPERIMENT', mlflow_experiment: { experiment_id: id } })),
    max_results: maxResults,
    ...(filter !== undefined && { filter }),
    ...(orderBy !== undefined && { order_by: [...orderBy] }),
    ...(pageToken !== undefined && { page_token: pageToken }),
  })
  const whole = includeSpans ? await wholeTraces(call, infos) : new Map<string, TraceJson>()
  return new TracePage(
    infos.map((info) => new Trace(whole.get(info.trace_id) ?? { trace_info: info })),
    next === '' ? undefined : next,
    (token) => searchTraces(call, experimentIds, { ...search, pageToken: token }),
  )
}

async function wholeTraces(call: CallEndpoint, infos: readonly TraceInfoJson[]): Promise<Map<string, TraceJson>> {
  const found = new Map<string, TraceJson>()
  for (let start = 0; start < infos.length; start += TRACES_AT_ONCE) {
    const ids = infos.slice(start, start + TRACES_AT_ONCE).map((info) => info.trace_id)
    const { traces = [] } = await call('batchGetTraces', { trace_ids: ids })
    for (const trace of traces) found.set(trace.trace_info.trace_id, trace)
  }
  return found
}
