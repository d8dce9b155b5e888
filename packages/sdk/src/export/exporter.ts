import type { Attributes, SpanId, TraceId } from '@loupe-ai/model'

import type { SendOutcome } from './transport.ts'

/** A span on its way out: encoded once, masked before. */
export interface OutgoingSpan {
  /** A Span message of OTLP in protobuf. */
  readonly bytes: Uint8Array
  readonly traceId: TraceId
  readonly spanId: SpanId
  /** No span of this process that we made is above it: with it, its trace is probably complete. */
  readonly isLocalRoot: boolean
  /** The same object for many spans: they are grouped by it. */
  readonly resource: Attributes
  /** So many bytes at the front are those of its beginning, as it was written when the span began. */
  readonly begunBytes?: number
}

/** Media on their way out, in memory or on disk. */
export interface StoredAttachment {
  readonly traceId: TraceId
  /** A UUID; a repeat has the same. */
  readonly id: string
  readonly contentType: string
  /** In bytes. */
  readonly size: number
  /** Rejects when the disk does not give them back. */
  read(): Promise<Uint8Array>
  /** For the last moment of a program. Throws when the disk does not give them back. */
  readNow(): Uint8Array
}

export interface ExportBatch {
  /** That have ended. At least once each: after a crash some come again, with the same ids. */
  readonly spans: readonly OutgoingSpan[]
  /** That still run, as they stand; none before the exporter has answered `isLoupe`. */
  readonly partials: readonly OutgoingSpan[]
  /** What `spans` refer to and was not sent before. To be sent before them. */
  readonly attachments: readonly StoredAttachment[]
}

/**
 * Carries batches to one backend, in whatever requests it wants. Never throws: every ending is an outcome, which holds for
 * the whole batch. Tries again by itself for a few seconds at most; after `retryable` the same spans come again later.
 */
export interface Exporter {
  /** `trace`: spans come by whole traces, once their local root has ended, or after a while. `span`: in any order. */
  readonly unit: 'span' | 'trace'
  /** `signal` aborts when nobody waits any longer: then `retryable`, soon. */
  export(batch: ExportBatch, signal: AbortSignal): Promise<SendOutcome>
  /**
   * For the last moment of a program, when nothing asynchronous runs any more: sends while the program stands still, for
   * `timeoutMillis` at most, and returns how many of the batches arrived, from the first on. Absent where that is not possible.
   */
  exportAtOnce?(batches: readonly ExportBatch[], timeoutMillis: number): number
}
