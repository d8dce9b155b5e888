import { setTimeout as wait } from 'node:timers/promises'
import { TRACE_METADATA, traceIdsToTry, type Span, type TraceId, type TraceInfo } from '@loupe-ai/model'
import type { TraceStore } from '@loupe-ai/store'

export type TraceReader = Pick<TraceStore, 'getTraceInfos' | 'getSpans'>

export interface WholeTrace {
  readonly info: TraceInfo
  readonly spans: readonly Span[]
  /** Whether all spans that the sender counted are here; with no count, whether there is any (mlflow-wire.md §3.3, T3). */
  readonly isComplete: boolean
}

/** Looks a trace up by its id, or by its 32 bare hex digits. */
export async function findTraceInfo(traces: TraceReader, text: string): Promise<TraceInfo | undefined> {
  for (const id of traceIdsToTry(text)) {
    const [info] = await traces.getTraceInfos([id])
    if (info !== undefined) return info
  }
  return undefined
}

export async function findTrace(traces: TraceReader, text: string): Promise<WholeTrace | undefined> {
  const info = await findTraceInfo(traces, text)
  if (info === undefined) return undefined
  const spans = await traces.getSpans(info.traceId)
  return { info, spans, isComplete: hasAllSpans(info, spans.length) }
}

/** Looks again after each of `delaysMillis` while spans are missing: they travel apart from the trace's record. */
export async function findTraceOnceComplete(
  traces: TraceReader,
  text: string,
  delaysMillis: readonly number[],
): Promise<WholeTrace | undefined> {
  let trace = await findTrace(traces, text)
  for (const delay of delaysMillis) {
    if (trace === undefined || trace.isComplete) break
    await wait(delay)
    trace = await findTrace(traces, text)
  }
  return trace
}

/** Whether as many spans are here as the sender counted; with no count, whether there is any. */
const hasAllSpans = (info: TraceInfo, here: number): boolean => here >= Math.max(1, countedSpans(info))

/** Looks again after each of `delaysMillis` while spans are missing. Undefined for a trace that is not there. */
export async function spansAreHere(
  traces: Pick<TraceStore, 'getTraceInfos'>,
  id: TraceId,
  delaysMillis: readonly number[],
): Promise<{ readonly info: TraceInfo; readonly areAll: boolean } | undefined> {
  for (let round = 0; ; round++) {
    const [info] = await traces.getTraceInfos([id])
    if (info === undefined) return undefined
    const areAll = hasAllSpans(info, info.spanCount)
    const delay = delaysMillis[round]
    if (areAll || delay === undefined) return { info, areAll }
    await wait(delay)
  }
}

/** How many spans the sender says that there are; 0 where it does not say. */
function countedSpans(info: TraceInfo): number {
  try {
    const stats: unknown = JSON.parse(info.metadata[TRACE_METADATA.sizeStats] ?? 'null')
    const count = typeof stats === 'object' && stats !== null && 'num_spans' in stats ? stats.num_spans : 0
    return typeof count === 'number' && Number.isSafeInteger(count) ? count : 0
  } catch {
    return 0
  }
}
