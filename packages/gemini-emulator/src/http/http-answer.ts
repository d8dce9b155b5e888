import { isFailure } from '../error-body.ts'
import type { ApiFailure } from '../error-body.ts'
import type { Framing } from '../stream/frame-chunks.ts'

/** An answer before it is bytes. */
export type HttpAnswer =
  | { kind: 'json'; body: object; headers?: Readonly<Record<string, string>> }
  | { kind: 'stream'; framing: Framing; chunks: readonly object[] }
  /** `framing` is set when the client asked for a stream: errors before the first chunk are framed by it too. */
  | { kind: 'failure'; failure: ApiFailure; framing?: Framing }
  | { kind: 'raw'; status: number; contentType: string; text: string }
  | { kind: 'bytes'; contentType: string; bytes: Uint8Array; headers?: Readonly<Record<string, string>> }

/** A body or a refusal as an answer. */
export function answerWith(body: object): HttpAnswer {
  return isFailure(body) ? { kind: 'failure', failure: body } : { kind: 'json', body }
}
