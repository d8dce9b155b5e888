import { count, GEMINI } from './attributes.ts'
import type { AttributeBag } from './attributes.ts'
import { numberAt } from './loose.ts'
import type { TracedMethod } from './methods.ts'
import {
  embeddingAttributes,
  embeddingOutputs,
  plainResponse,
  responseAttributes,
  responseUsageAttributes,
  serverTimeAttributes,
} from './read-response.ts'
import { recordable } from './recordable.ts'
import { readEmbeddingUsage, usageAttributes } from './usage.ts'

/** What is recorded of a kind of answer. */
export interface ContentReader {
  outputs(response: unknown): unknown
  attributes(response: unknown): AttributeBag
  /** For the span of one request only. */
  requestAttributes(response: unknown): AttributeBag
}

export const CONTENT_READERS: Readonly<Record<TracedMethod['content'], ContentReader>> = {
  generate: {
    outputs: plainResponse,
    attributes: responseAttributes,
    requestAttributes: (response) => ({ ...responseUsageAttributes(response), ...serverTimeAttributes(response) }),
  },
  embed: {
    outputs: embeddingOutputs,
    attributes: embeddingAttributes,
    requestAttributes: (response) => usageAttributes(readEmbeddingUsage(response)),
  },
  count: {
    outputs: recordable,
    attributes: (response) => ({
      [GEMINI.countedTokens]: count(numberAt(response, 'totalTokens')),
      [GEMINI.countedCachedTokens]: count(numberAt(response, 'cachedContentTokenCount')),
    }),
    requestAttributes: () => ({}),
  },
}
