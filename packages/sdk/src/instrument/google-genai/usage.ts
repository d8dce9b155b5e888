import { GEN_AI, MLFLOW, modalityTokensKey } from '@loupe-ai/model'
import type { Modality, TokenUsage } from '@loupe-ai/model'
import { count, GEMINI, text } from './attributes.ts'
import type { AttributeBag } from './attributes.ts'
import { isObject, listAt, numberAt, objectAt, textAt } from './loose.ts'

/**
 * Gemini's `usageMetadata` in OpenTelemetry's meaning: input includes tool-use prompts, output includes thoughts. A count
 * that was not given stays undefined; a missing total is added up. Undefined when no count was given at all.
 */
export function readUsage(usage: unknown): TokenUsage | undefined {
  if (!isObject(usage)) return undefined
  const inputTokens = sumKnown(numberAt(usage, 'promptTokenCount'), numberAt(usage, 'toolUsePromptTokenCount'))
  const reasoningTokens = numberAt(usage, 'thoughtsTokenCount')
  const outputTokens = sumKnown(numberAt(usage, 'candidatesTokenCount'), reasoningTokens)
  const read = {
    inputTokens,
    outputTokens,
    totalTokens: numberAt(usage, 'totalTokenCount') ?? sumKnown(inputTokens, outputTokens),
    cacheReadInputTokens: numberAt(usage, 'cachedContentTokenCount'),
    reasoningTokens,
  }
  return withoutAbsent(read)
}

/** Tokens of an embedding: `usageMetadata` where the service gave it, else the sum of each content's statistics. */
export function readEmbeddingUsage(response: unknown): TokenUsage | undefined {
  const counted = listAt(response, 'embeddings').map((one) => numberAt(objectAt(one, 'statistics'), 'tokenCount'))
  const inputTokens = numberAt(objectAt(response, 'usageMetadata'), 'promptTokenCount') ?? sumKnown(...counted)
  return withoutAbsent({ inputTokens, totalTokens: inputTokens })
}

/** Under OpenTelemetry's keys and, as JSON text, MLflow's. Only for spans that are one request: parents would double it. */
export function usageAttributes(usage: TokenUsage | undefined): AttributeBag {
  if (usage === undefined) return {}
  return {
    [GEN_AI.inputTokens]: count(usage.inputTokens),
    [GEN_AI.outputTokens]: count(usage.outputTokens),
    [GEN_AI.cacheReadInputTokens]: count(usage.cacheReadInputTokens),
    [GEN_AI.reasoningOutputTokens]: count(usage.reasoningTokens),
    [MLFLOW.tokenUsage]: JSON.stringify({
      input_tokens: usage.inputTokens,
      output_tokens: usage.outputTokens,
      total_tokens: usage.totalTokens,
      cache_read_input_tokens: usage.cacheReadInputTokens,
      reasoning_tokens: usage.reasoningTokens,
    }),
  }
}

/** What `usageMetadata` says beyond the common counts. */
export function usageDetailAttributes(metadata: unknown): AttributeBag {
  const usage = readUsage(metadata)
  const total = numberAt(metadata, 'totalTokenCount')
  const sum = sumKnown(usage?.inputTokens, usage?.outputTokens)
  return {
    [GEMINI.toolUseTokens]: count(numberAt(metadata, 'toolUsePromptTokenCount')),
    [GEMINI.serviceTier]: isObject(metadata) ? text(metadata['serviceTier'] ?? metadata['trafficType']) : undefined,
    ...modalityAttributes(metadata),
    [GEMINI.summedTokens]: total === undefined || sum === total ? undefined : count(sum),
  }
}

const MODALITIES: Readonly<Record<string, Modality>> = {
  TEXT: 'text',
  IMAGE: 'image',
  AUDIO: 'audio',
  VIDEO: 'video',
  DOCUMENT: 'document',
}

/** Which lists add up to which count. Thoughts have no modality of their own: they are in the output, not in its parts. */
const DETAILS = [
  ['promptTokensDetails', 'input'],
  ['toolUsePromptTokensDetails', 'input'],
  ['candidatesTokensDetails', 'output'],
  ['responseTokensDetails', 'output'],
  ['cacheTokensDetails', 'cache_read.input'],
] as const

/** The counts of `…TokensDetails`, by which the server prices; what has no known modality stays in the whole count alone. */
function modalityAttributes(metadata: unknown): AttributeBag {
  const sums: Record<string, number> = {}
  for (const [list, kind] of DETAILS) {
    for (const detail of listAt(metadata, list)) {
      const modality = MODALITIES[textAt(detail, 'modality') ?? '']
      const tokens = numberAt(detail, 'tokenCount')
      if (modality === undefined || tokens === undefined) continue
      const key = modalityTokensKey(modality, kind)
      sums[key] = (sums[key] ?? 0) + tokens
    }
  }
  return Object.fromEntries(Object.entries(sums).map(([key, tokens]) => [key, count(tokens)]))
}

const sumKnown = (...counts: (number | undefined)[]): number | undefined => {
  const known = counts.filter((one) => one !== undefined)
  return known.length === 0 ? undefined : known.reduce((total, one) => total + one, 0)
}

function withoutAbsent(usage: TokenUsage): TokenUsage | undefined {
  const known = Object.entries(usage).filter(([, value]) => value !== undefined)
  return known.length === 0 ? undefined : (Object.fromEntries(known) as TokenUsage)
}
