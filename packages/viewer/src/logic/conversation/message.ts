import type { SpanId } from '@loupe-ai/model'
import type { AttachmentRef } from '../attachment.ts'
import type { JsonValue } from '../../kit/json-value.ts'

/** One thing said, in any of the formats that providers have. */
export type Part =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'thought'; readonly text: string }
  | ToolPart
  | MediaPart
  | { readonly kind: 'code'; readonly language: string; readonly code: string }
  | { readonly kind: 'code-result'; readonly outcome: string; readonly output: string; readonly failed: boolean }
  /** What we have no better way to show. */
  | { readonly kind: 'data'; readonly label: string; readonly value: JsonValue }
  /** Not said but so: why an answer ended, or why there is none. */
  | { readonly kind: 'notice'; readonly tone: 'warn' | 'error'; readonly text: string }

/** A call of a tool and what came back, as one. */
export interface ToolPart {
  readonly kind: 'tool'
  readonly id?: string
  readonly name: string
  readonly description?: string
  readonly args?: JsonValue
  /** Absent while nobody has answered the call. */
  readonly result?: JsonValue
  readonly failed?: boolean
  /** The span in which it ran, and for how long. */
  readonly spanId?: SpanId
  readonly durationMillis?: number
}

export interface MediaPart {
  readonly kind: 'media'
  readonly mimeType?: string
  /** On our own server. */
  readonly attachment?: AttachmentRef
  /** The content itself, short enough to be drawn, as a `data:` URL. */
  readonly inline?: string
  /** Where it lies elsewhere; never fetched by itself. */
  readonly uri?: string
  readonly bytes?: number
  readonly name?: string
}

/** An answer on its way to the call that it belongs to. */
export interface ToolResultPart {
  readonly kind: 'tool-result'
  readonly id?: string
  readonly name?: string
  readonly result: JsonValue
  readonly failed?: boolean
}

export type RawPart = Part | ToolResultPart

export interface RawMessage {
  readonly role: string
  readonly parts: readonly RawPart[]
  /** Said in this call, not repeated from earlier ones. */
  readonly isNew?: boolean
  readonly spanId?: SpanId
}

export interface Message {
  readonly role: string
  readonly parts: readonly Part[]
  readonly isNew: boolean
  /** The call in which it was said, in a transcript of several. */
  readonly spanId?: SpanId
}
