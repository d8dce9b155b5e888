import type { OtlpSpan } from '@loupe-ai/wire'

/** What a sender knows of one span. */
export interface LedgerSpan {
  readonly sent: OtlpSpan
  isAcknowledged: boolean
}

export interface LedgerTrace {
  readonly spans: ReadonlyMap<string, LedgerSpan>
  readonly isWhole: boolean
  readonly hasAny: boolean
}

/** Everything that was sent to one experiment, and what of it the server said that it has. */
export class Ledger {
  readonly experiment: string
  readonly #traces = new Map<string, Map<string, LedgerSpan>>()

  constructor(experiment: string) {
    this.experiment = experiment
  }

  send(spans: readonly OtlpSpan[]): void {
    for (const span of spans) {
      const trace = this.#traces.get(span.traceId) ?? new Map<string, LedgerSpan>()
      this.#traces.set(span.traceId, trace)
      if (!trace.has(span.spanId)) trace.set(span.spanId, { sent: span, isAcknowledged: false })
    }
  }

  acknowledge(spans: readonly OtlpSpan[]): void {
    for (const span of spans) this.#traces.get(span.traceId)!.get(span.spanId)!.isAcknowledged = true
  }

  get acknowledgedSpans(): number {
    return [...this.traces()].reduce((sum, [, { spans }]) => sum + acknowledgedIn(spans), 0)
  }

  /** Those of which at least one span was acknowledged, by OpenTelemetry's trace id. */
  *traces(): Generator<[string, LedgerTrace]> {
    for (const [traceId, spans] of this.#traces) {
      const acknowledged = acknowledgedIn(spans)
      if (acknowledged > 0) yield [traceId, { spans, isWhole: acknowledged === spans.size, hasAny: true }]
    }
  }

  /** All that may be there. */
  sentTraceIds(): ReadonlySet<string> {
    return new Set(this.#traces.keys())
  }
}

function acknowledgedIn(spans: ReadonlyMap<string, LedgerSpan>): number {
  let count = 0
  for (const span of spans.values()) if (span.isAcknowledged) count++
  return count
}
