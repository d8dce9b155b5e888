import type { Span } from '@loupe-ai/model'

/** What ingest needs of a store: resolves when the spans survive the death of this process; safe to repeat. */
export interface SpanSink {
  insertSpans(spans: readonly Span[]): Promise<void>
}
