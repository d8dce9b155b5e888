import type { Attributes } from '@loupe-ai/model'

/** A span on its way out: encoded once, masked before. */
export interface EncodedSpan {
  readonly spanId: string
  /** A Span message of OTLP in protobuf. */
  readonly bytes: Uint8Array
  readonly resource: Attributes
}
