import type { Span, TraceId } from '@loupe-ai/model'
import type { SpanSink } from './span-sink.ts'

/** Spans of a group that were not taken, and why, for people. */
export interface BeyondLimit {
  readonly spans: number
  readonly reason: string
}

export interface WithinLimit {
  /** Read once. */
  readonly spans: Iterable<Span>
  /** Of the spans that were read so far. */
  beyond(): BeyondLimit | undefined
}

/**
 * Takes out the spans of traces that are full, as the sink last knew. What a full trace holds already is not told apart
 * from what is new: a repeated span is taken out too, and what is stored of it stays. A root is never too many here: the
 * sink says how many it takes.
 */
export function withinTraceLimit(
  { spans, spanCount }: { readonly spans: Iterable<Span>; readonly spanCount: number },
  sink: Pick<SpanSink, 'hasRoomFor' | 'maxTraceSpans'>,
): WithinLimit {
  const { maxTraceSpans } = sink
  const countTaken = spanCount > maxTraceSpans ? countByTrace() : () => 0
  let takenOut = 0
  let full: TraceId | undefined

  function* within(): Generator<Span> {
    for (const span of spans) {
      if (sink.hasRoomFor(span) && (span.parentId === undefined || countTaken(span) < maxTraceSpans)) yield span
      else {
        takenOut++
        full ??= span.traceId
      }
    }
  }

  return {
    spans: within(),
    beyond() {
      if (full === undefined) return undefined
      const reason = `the trace ${full} is full: ${maxTraceSpans} spans are the limit of a trace, more of it are not stored`
      return { spans: takenOut, reason }
    },
  }
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
