import { isObject, listAt, objectAt, textAt } from './loose.ts'
import type { Loose } from './loose.ts'
import { CandidateFold } from './fold-candidate.ts'
import { recordableField } from './recordable.ts'

export interface StreamFold {
  /** Reads a chunk now: the SDK and the program may still change it. Never alters it. */
  add(chunk: unknown): void
  /** What all chunks of the latest model request say together, in the shape of one response. Changes with the next chunk. */
  response(): Loose
}

/** What each chunk may say anew, beside candidates and usage. */
const FIELDS = ['promptFeedback', 'modelVersion', 'responseId', 'modelStatus', 'createTime'] as const

/**
 * Folds the chunks of a stream into one response (gemini-sdk.md §4.3). With automatic function calling one stream carries
 * several model requests, told apart by the SDK's own chunk with role `user` and the tools' answers: each starts afresh.
 */
export function foldStream(): StreamFold {
  let folded: Record<string, unknown> = {}
  let usage: Record<string, unknown> | undefined
  let candidates = new Map<number, CandidateFold>()
  let toolsAnswered = false

  function startAfresh(): void {
    folded = {}
    usage = undefined
    candidates = new Map()
    toolsAnswered = false
  }

  /** Cumulative within a request: the latest word on each count stands, nothing is summed. */
  function addUsage(metadata: Loose): void {
    if (usage === undefined) folded['usageMetadata'] = usage = {}
    for (const key of Object.keys(metadata)) {
      const count = recordableField(key, metadata[key])
      if (count !== undefined) usage[key] = count
    }
  }

  function addCandidate(candidate: Loose, position: number): void {
    const index = typeof candidate['index'] === 'number' ? candidate['index'] : position
    let sofar = candidates.get(index)
    if (sofar === undefined) candidates.set(index, (sofar = new CandidateFold()))
    sofar.add(candidate)
  }

  return {
    add(chunk) {
      if (!isObject(chunk)) return
      const list = listAt(chunk, 'candidates')
      if (isToolAnswer(list[0])) {
        toolsAnswered = true
        return
      }
      if (toolsAnswered) startAfresh()
      for (const field of FIELDS) {
        const value = chunk[field]
        if (value !== undefined) folded[field] = recordableField(field, value)
      }
      const metadata = chunk['usageMetadata']
      if (isObject(metadata)) addUsage(metadata)
      for (let position = 0; position < list.length; position++) {
        const candidate = list[position]
        if (isObject(candidate)) addCandidate(candidate, position)
      }
    },
    response: () => {
      const inOrder = [...candidates.entries()].sort(([left], [right]) => left - right).map(([, one]) => one.folded)
      return { ...(inOrder.length > 0 && { candidates: inOrder }), ...folded }
    },
  }
}

const isToolAnswer = (candidate: unknown): boolean =>
  textAt(objectAt(candidate, 'content'), 'role') === 'user' && textAt(candidate, 'finishReason') === undefined

/** Whether a chunk is the model's own answer beginning, as opposed to counts alone. */
export const hasParts = (chunk: unknown): boolean =>
  listAt(chunk, 'candidates').some((candidate) => listAt(objectAt(candidate, 'content'), 'parts').length > 0)
