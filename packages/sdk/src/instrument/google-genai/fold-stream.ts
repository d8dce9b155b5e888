import { plainCopy } from '../plain-copy.ts'
import { isObject, listAt, objectAt, textAt } from './loose.ts'
import type { Loose } from './loose.ts'
import { foldCandidate } from './fold-candidate.ts'
import { recordable } from './recordable.ts'
import { recordedResponse } from './read-response.ts'

export interface StreamFold {
  /** Reads a chunk now: the SDK may still change it. Never alters it. */
  add(chunk: unknown): void
  /** What all chunks of the latest model request say together, in the shape of one response. */
  response(): Loose
}

/**
 * Folds the chunks of a stream into one response (gemini-sdk.md §4.3). With automatic function calling one stream carries
 * several model requests, told apart by the SDK's own chunk with role `user` and the tools' answers: each starts afresh.
 */
export function foldStream(): StreamFold {
  let folded: Record<string, unknown> = {}
  let candidates = new Map<number, Record<string, unknown>>()
  let toolsAnswered = false

  return {
    add(chunk) {
      if (isToolAnswer(chunk)) {
        toolsAnswered = true
        return
      }
      if (toolsAnswered) {
        folded = {}
        candidates = new Map()
        toolsAnswered = false
      }
      const { candidates: _, usageMetadata, ...rest } = plainCopy(recordedResponse(withoutCandidates(chunk))) as Loose
      Object.assign(folded, rest)
      // Cumulative within a request: the latest word on each count stands, nothing is summed.
      if (isObject(usageMetadata)) folded['usageMetadata'] = { ...objectAt(folded, 'usageMetadata'), ...usageMetadata }
      for (const [position, candidate] of listAt(chunk, 'candidates').entries()) {
        if (!isObject(candidate)) continue
        const index = typeof candidate['index'] === 'number' ? candidate['index'] : position
        candidates.set(index, foldCandidate(candidates.get(index), recordable(candidate) as Loose))
      }
    },
    response: () => {
      const inOrder = [...candidates.entries()]
        .sort(([left], [right]) => left - right)
        .map(([, candidate]) => candidate)
      return { ...(inOrder.length > 0 && { candidates: inOrder }), ...folded }
    },
  }
}

const withoutCandidates = (chunk: unknown): unknown => (isObject(chunk) ? { ...chunk, candidates: undefined } : chunk)

const isToolAnswer = (chunk: unknown): boolean => {
  const candidate = listAt(chunk, 'candidates')[0]
  return textAt(objectAt(candidate, 'content'), 'role') === 'user' && textAt(candidate, 'finishReason') === undefined
}

/** Whether a chunk is the model's own answer beginning, as opposed to counts alone. */
export const hasParts = (chunk: unknown): boolean =>
  listAt(chunk, 'candidates').some((candidate) => listAt(objectAt(candidate, 'content'), 'parts').length > 0)
