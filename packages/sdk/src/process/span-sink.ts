import type { SpanId, TraceId } from '@loupe-ai/model'
import type { EncodableSpan } from '@loupe-ai/wire'

import type { Attachment } from './attachment.ts'
import type { Destination } from './destination.ts'

/** A span that has begun and perhaps ended. */
export interface RunningSpan {
  readonly traceId: TraceId
  readonly spanId: SpanId
  readonly isEnded: boolean
  /** As it stands now. To be read at once: it changes with the span. */
  described(): EncodableSpan
  /** The same, marked as partial. */
  snapshot(): EncodableSpan
}

/** The beginning of a span, encoded. */
export interface BegunSpan {
  readonly bytes: Uint8Array
  /** How many attributes are in it. */
  readonly attributes: number
}

export interface EndedSpan {
  readonly span: EncodableSpan
  /** No span of this process that we made is above it, so its trace is probably complete. */
  readonly isLocalRoot: boolean
  /** What its inputs and outputs refer to. */
  readonly attachments: readonly Attachment[]
  /** Of which all is still true. */
  readonly begun?: BegunSpan | undefined
}

/** Takes spans as they begin and end. Must return at once and not throw. */
export interface SpanSink {
  /** What it gives is wanted back when the span ends, to encode it once. */
  spanStarted(span: RunningSpan, destination: Destination): BegunSpan | undefined
  spanEnded(ended: EndedSpan, destination: Destination): void
}
