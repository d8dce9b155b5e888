import type { Vocabulary } from '../capture/vocabulary.ts'
import type { TraceMedia } from '../media/trace-media.ts'
import type { Destination } from '../process/destination.ts'
import type { EndedSpan } from '../process/span-sink.ts'
import type { TraceClock } from './clock.ts'
import type { RecordedSpan } from './recorded-span.ts'

/** What the spans below one local root share: a trace belongs to the destination of the moment when it began. */
export interface TraceScope {
  /** 32 hex digits. */
  readonly otelTraceId: string
  readonly clock: TraceClock
  readonly destination: Destination
  readonly media: TraceMedia
  readonly vocabulary: Vocabulary
  /** The span of ours that all others here descend from: it carries what is said of the trace as a whole. */
  readonly localRoot: RecordedSpan
  spanEnded(span: RecordedSpan, ended: Omit<EndedSpan, 'isLocalRoot'>): void
  swallow(what: string, error: unknown): void
}
