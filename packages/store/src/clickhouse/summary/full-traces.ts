import type { Span, SpanId, TraceId } from '@loupe-ai/model'
import type { TraceState } from './trace-state.ts'

interface FullTrace {
  readonly spans: number
  /** Those whose end is still to come. */
  readonly running: ReadonlySet<SpanId>
}

/** A root ends last, and says what its trace is called and how it went. */
const MAX_LATE_ROOTS = 1_000
const MAX_RUNNING = 1_000
/** What is forgotten of a trace is found out anew by the next commit that touches it. */
const MAX_TRACES = 1_000

/** The traces that have as many spans, with what was said of them beside, as a trace may have, as the last commit that touched each of them found. */
export class FullTraces {
  readonly #maxSpans: number
  readonly #traces = new Map<TraceId, FullTrace>()

  constructor(maxSpans: number) {
    this.#maxSpans = maxSpans
  }

  /** False for a new span of a full trace, but for roots; what came before is not known one by one, but for what runs. */
  hasRoomFor({ traceId, spanId, parentId }: Pick<Span, 'traceId' | 'spanId' | 'parentId'>): boolean {
    const full = this.#traces.get(traceId)
    if (full === undefined || full.running.has(spanId)) return true
    return parentId === undefined && full.spans < this.#maxSpans + MAX_LATE_ROOTS
  }

  /** After a commit that touched these traces. */
  see(states: Iterable<TraceState>): void {
    for (const { traceId, spans, edits, isDeleted } of states) {
      this.#traces.delete(traceId)
      if (isDeleted || spans.size + edits.size < this.#maxSpans) continue
      this.#traces.set(traceId, { spans: spans.size, running: runningOf(spans) })
    }
    for (const id of this.#traces.keys()) {
      if (this.#traces.size <= MAX_TRACES) break
      this.#traces.delete(id)
    }
  }

  clear(): void {
    this.#traces.clear()
  }
}

function runningOf(spans: TraceState['spans']): ReadonlySet<SpanId> {
  const running = new Set<SpanId>()
  for (const [id, { span }] of spans) {
    if (span.endNanos !== undefined) continue
    running.add(id)
    if (running.size === MAX_RUNNING) break
  }
  return running
}
