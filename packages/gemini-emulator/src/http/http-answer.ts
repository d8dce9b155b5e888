import type { ApiFailure } from '../error-body.ts'
import type { Framing } from '../stream/frame-chunks.ts'

/** An answer before it is bytes. */
export type HttpAnswer =
  | { kind: 'json'; body: object }
  | { kind: 'stream'; framing: Framing; chunks: readonly object[] }
  /** `framing` is set when the client asked for a stream: errors before the first chunk are framed by it too. */
  | { kind: 'failure'; failure: ApiFailure; framing?: Framing }
  | { kind: 'raw'; status: number; contentType: string; text: string }
