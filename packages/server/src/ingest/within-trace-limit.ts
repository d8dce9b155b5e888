import type { Span, TraceId } from '@loupe-ai/model'
import type { SpanSink } from './span-sink.ts'

/** Spans of a group that were not taken, and why, for people. */
export interface BeyondLimit {
  readonly spans: number
  readonly reason: string
}

export interface WithinLimit {
  readonly spans: readonly Span[]
  readonly beyond?: BeyondLimit
}

/**
 * Takes out the spans of traces that are full, as the sink last knew. What a full trace holds already is not told apart
 * from what is new: a repeated span is taken out too, and what is stored of it stays. A root is never too many here: the
 * sink says how many it takes.
 */
export function withinTraceLimit(
  spans: readonly Span[],
  sink: Pick<SpanSink, 'hasRoomFor' | 'maxTraceSpans'>,
): WithinLimit {
  const { maxTraceSpans } = sink
  const isLarge = spans.length > maxTraceSpans
  if (!isLarge && spans.every((span) => sink.hasRoomFor(span))) return { spans }
  const countTaken = isLarge ? countByTrace() : () => 0
  const taken: Span[] = []
  let full: TraceId | undefined
  for (const span of spans) {
    if (sink.hasRoomFor(span) && (span.parentId === undefined || countTaken(span) < maxTraceSpans)) taken.push(span)
    else full ??= span.traceId
  }
  if (full === undefined) return { spans }
  const reason = `the trace ${full} is full: ${maxTraceSpans} spans are the limit of a trace, more of it are not stored`
  return { spans: taken, beyond: { spans: spans.length - taken.length, reason } }
}

/** How many spans of the same trace were asked about before: only a group that is large itself can fill a trace. */
function countByTrace(): (span: Span) => number {
  const counts = new Map<TraceId, number>()
  return ({ traceId }) => {
    const count = counts.get(traceId) ?? 0
    counts.set(traceId, count + 1)
    return count
  }
}
