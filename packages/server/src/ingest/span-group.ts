import type { Span } from '@loupe-ai/model'
import type { PreparedSpans } from '@loupe-ai/store'
import type { Client } from './client.ts'
import type { BeyondLimit } from './within-trace-limit.ts'

/** The spans of one request: stored together or not at all, answered together. */
export interface SpanGroup {
  /** Read once, when the group is taken; not at all if it is refused. */
  readonly spans: Iterable<Span>
  /** At most. */
  readonly spanCount: number
  /** What the group weighs in memory, roughly: the size of the request's decompressed body. */
  readonly bytes: number
  readonly client: Client
}

/** A group without its spans, which are made ready for the store as soon as they come. */
export interface PreparedGroup {
  readonly prepared: PreparedSpans
  readonly bytes: number
}

export type IngestOutcome =
  /** All spans but those that went beyond the limit of their trace. */
  | { readonly status: 'stored'; readonly beyond?: BeyondLimit }
  /** Nothing was taken; the sender may try again. */
  | { readonly status: 'busy'; readonly retryAfterSeconds: number }
  | { readonly status: 'failed'; readonly error: unknown; readonly retryAfterSeconds: number }
