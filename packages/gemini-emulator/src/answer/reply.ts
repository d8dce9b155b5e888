import type { ModalityCount } from '../usage.ts'
import type { FunctionCall, Part } from '../request/generate-request.ts'

/** What to say, before limits and the model family's habits are applied to it. */
export type Draft = { kind: 'text'; text: string } | { kind: 'calls'; calls: readonly FunctionCall[] }

/** One candidate, whole: for a unary answer as it is, for a stream to be cut in pieces. */
export interface ReplyCandidate {
  parts: Part[]
  finishReason: string
  finishMessage?: string
  /** Output tokens of this candidate, thoughts not counted. */
  tokens: number
  /** Pictures and sounds among the tokens. */
  media?: readonly ModalityCount[]
  /** What else the candidate tells: grounding, pages that were read. */
  extras?: { groundingMetadata?: object; urlContextMetadata?: object }
}

/** A whole answer to a generateContent request. */
export interface Reply {
  candidates: ReplyCandidate[]
  thoughtsTokens: number
  toolUseTokens: number
}
