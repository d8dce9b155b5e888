import type { EncodableSpan } from '@loupe-ai/wire'

import type { Attachment } from './attachment.ts'
import type { Destination } from './destination.ts'

/** A span that has begun and perhaps ended. */
export interface RunningSpan {
  readonly spanId: string
  readonly isEnded: boolean
  /** As it stands now, marked as partial. To be read at once: it may change with the span. */
  snapshot(): EncodableSpan
}

/** Takes spans as they begin and end. Must return at once and not throw. */
export interface SpanSink {
  spanStarted(span: RunningSpan, destination: Destination): void
  /** `isLocalRoot`: no span of this process that we made is above it, so its trace is probably complete.
   * `attachments`: what its inputs and outputs refer to. */
  spanEnded(
    span: EncodableSpan,
    destination: Destination,
    isLocalRoot: boolean,
    attachments: readonly Attachment[],
  ): void
}
