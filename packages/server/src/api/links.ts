import { ENDPOINTS } from '@loupe-ai/contract'
import { traceIdsToTry } from '@loupe-ai/model'
import type { TraceStore } from '@loupe-ai/store'
import { ApiError } from '../http/api-error.ts'
import { mount, type ApiMount } from './mount.ts'
import { findTraceInfo } from './read-trace.ts'

const MAX_TRACES = 100

/** What traces belong to besides where they were made (mlflow-wire.md §3.3, T10 and T11). Repeats are harmless. */
export function mountLinks(api: ApiMount, traces: Pick<TraceStore, 'getTraceInfos' | 'getSpans' | 'editTrace'>): void {
  // Neither the run nor the traces are looked for: they may come later.
  mount(api, ENDPOINTS.linkTracesToRun, async ({ trace_ids, run_id }) => {
    if (trace_ids.length > MAX_TRACES) {
      throw invalid(
        `Cannot link more than ${MAX_TRACES} traces to a run in a single request. Provided ${trace_ids.length} traces.`,
      )
    }
    const infos = await traces.getTraceInfos(trace_ids.flatMap(traceIdsToTry))
    const known = new Set(infos.map(({ traceId }) => traceId))
    // What is no text is the id of no trace, also of none that comes later.
    for (const text of trace_ids.filter((each) => each.isWellFormed())) {
      const ids = traceIdsToTry(text)
      const id = ids.find((each) => known.has(each)) ?? ids[0]!
      await traces.editTrace(id, [{ kind: 'link-run', runId: run_id }])
    }
    return {}
  })

  mount(api, ENDPOINTS.linkPromptsToTrace, async ({ trace_id, prompt_versions }) => {
    const links = prompt_versions.map(({ name, version }) => ({
      kind: 'link-prompt' as const,
      name,
      version: wholeNumber(version),
    }))
    if (links.length === 0) return {}
    const info = await findTraceInfo(traces, trace_id)
    if (info === undefined) throw new ApiError('RESOURCE_DOES_NOT_EXIST', `Trace with ID '${trace_id}' not found.`)
    await traces.editTrace(info.traceId, links)
    return {}
  })
}

function wholeNumber(text: string): string {
  if (/^\s*[+-]?\d{1,15}\s*$/.test(text)) return String(Number(text))
  throw invalid(`Parameter 'version' must be an integer, got '${text}'.`)
}

const invalid = (message: string): ApiError => new ApiError('INVALID_PARAMETER_VALUE', message)
