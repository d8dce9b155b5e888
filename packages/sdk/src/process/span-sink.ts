import type { OtlpSpan } from '@loupe-ai/wire'

import type { Destination } from './destination.ts'

/** Takes spans as they end. Must return at once and not throw. */
export interface SpanSink {
  /** `isLocalRoot`: no span of this process that we made is above it, so its trace is probably complete. */
  spanEnded(span: OtlpSpan, destination: Destination, isLocalRoot: boolean): void
}
