import type { Reply, ReplyCandidate } from '../answer/reply.ts'
import type { Model } from '../models.ts'
import type { Part } from '../request/generate-request.ts'
import { countTextTokens } from '../tokens.ts'
import { callTokens } from '../usage.ts'
import { cutText } from './cut-text.ts'

/** One chunk of a stream: the new parts of one candidate, and what was spent up to and with it. */
export interface PlannedChunk {
  candidate: number
  parts: Part[]
  finishReason?: string
  finishMessage?: string
  candidatesTokens: number
  thoughtsTokens: number
}

/** Cuts a whole answer into chunks, in the way of the model's family. The last chunk of a candidate has its reason. */
export function planChunks(reply: Reply, model: Model, seed: string): PlannedChunk[] {
  const chunks: PlannedChunk[] = []
  let spentBefore = 0
  for (const [index, candidate] of reply.candidates.entries()) {
    let spent = 0
    const groups = groupParts(candidate, model, `${seed}#${index}`)
    for (const [position, parts] of groups.entries()) {
      const isLast = position === groups.length - 1
      spent = isLast ? candidate.tokens : Math.min(candidate.tokens, spent + tokensOf(parts))
      const isThought = parts[0]?.thought === true
      chunks.push({
        candidate: index,
        parts,
        ...(isLast && { finishReason: candidate.finishReason }),
        ...(isLast && candidate.finishMessage !== undefined && { finishMessage: candidate.finishMessage }),
        candidatesTokens: spentBefore + spent,
        // Thoughts are summed up when the answer begins.
        thoughtsTokens: isThought && !isLast ? 0 : reply.thoughtsTokens,
      })
    }
    spentBefore += candidate.tokens
  }
  return chunks
}

function groupParts({ parts }: ReplyCandidate, model: Model, seed: string): Part[][] {
  const calls = parts.filter((part) => part.functionCall)
  const groups = parts.filter((part) => !part.functionCall).flatMap((part) => pieces(part, seed))
  if (model.family === '3') {
    // Generation 3 gives a call a chunk of its own and ends with an empty text, which carries a text's signature.
    const signature = parts.find((part) => part.text !== undefined && part.thoughtSignature)?.thoughtSignature
    groups.push(...calls.map((call) => [call]))
    groups.push([{ text: '', ...(signature !== undefined && { thoughtSignature: signature }) }])
  } else if (calls.length > 0) {
    groups.push(calls)
  }
  return groups.length > 0 ? groups : [[]]
}

function pieces(part: Part, seed: string): Part[][] {
  if (part.thought || part.text === undefined) return [[part]]
  return cutText(part.text, seed).map((text) => [{ text }])
}

function tokensOf(parts: readonly Part[]): number {
  let tokens = 0
  for (const part of parts) {
    if (part.functionCall) tokens += callTokens(part.functionCall)
    else if (!part.thought) tokens += countTextTokens(part.text ?? '')
  }
  return tokens
}
