import type { Span, TraceInfo } from '@loupe-ai/model'
import { traceFromJson, traceInfoFromJson } from '@loupe-ai/wire'
import { queryOptions } from '@tanstack/react-query'
import type { Api } from './api.ts'

export interface LoadedTrace {
  readonly info: TraceInfo
  readonly spans: readonly Span[]
}

/** Rejects with ApiProblem. */
export async function getTraceInfo(api: Api, traceId: string, signal?: AbortSignal): Promise<TraceInfo> {
  const { trace } = await api.call('getTraceInfo', { trace_id: traceId }, { signal })
  return traceInfoFromJson(trace.trace_info)
}

/** A trace with the spans that have arrived. */
export const traceQuery = (api: Api, traceId: string) =>
  queryOptions({
    queryKey: ['trace', traceId],
    queryFn: async ({ signal }): Promise<LoadedTrace> => {
      const { trace } = await api.call('getTrace', { trace_id: traceId, allow_partial: true }, { signal })
      return traceFromJson(trace)
    },
    // Comparing every value of a large trace with the last answer would cost more than drawing it.
    structuralSharing: false,
    staleTime: 2_000,
  })
