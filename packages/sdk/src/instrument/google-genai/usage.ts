import { GEN_AI, MLFLOW, modalityTokensKey } from '@loupe-ai/model'
import type { Modality, TokenUsage } from '@loupe-ai/model'
import { count, GEMINI, put, text } from './attributes.ts'
import type { MutableBag } from './attributes.ts'
import { isObject, listAt, numberAt, objectAt, textAt } from './loose.ts'
import type { Loose } from './loose.ts'

/**
 * Gemini's `usageMetadata` in OpenTelemetry's meaning: input includes tool-use prompts, output includes thoughts. A count
 * that was not given stays undefined; a missing total is added up. Undefined when no count was given at all.
 */
export function readUsage(usage: unknown): TokenUsage | undefined {
  if (!isObject(usage)) return undefined
  const inputTokens = plus(numberAt(usage, 'promptTokenCount'), numberAt(usage, 'toolUsePromptTokenCount'))
  const reasoningTokens = numberAt(usage, 'thoughtsTokenCount')
  const outputTokens = plus(numberAt(usage, 'candidatesTokenCount'), reasoningTokens)
  const totalTokens = numberAt(usage, 'totalTokenCount') ?? plus(inputTokens, outputTokens)
  const cacheReadInputTokens = numberAt(usage, 'cachedContentTokenCount')
  return totalTokens === undefined && cacheReadInputTokens === undefined
    ? undefined
    : { inputTokens, outputTokens, totalTokens, cacheReadInputTokens, reasoningTokens }
}

/** Tokens of an embedding: `usageMetadata` where the service gave it, else the sum of each content's statistics. */
export function readEmbeddingUsage(response: unknown): TokenUsage | undefined {
  const counted = listAt(response, 'embeddings').map((one) => numberAt(objectAt(one, 'statistics'), 'tokenCount'))
  const inputTokens =
    numberAt(objectAt(response, 'usageMetadata'), 'promptTokenCount') ??
    counted.reduce<number | undefined>(plus, undefined)
  return inputTokens === undefined ? undefined : { inputTokens, totalTokens: inputTokens }
}

/** Under OpenTelemetry's keys and, as JSON text, MLflow's. Only for spans that are one request: parents would double it. */
export function usageAttributes(usage: TokenUsage | undefined): MutableBag {
  if (usage === undefined) return {}
  return {
    [GEN_AI.inputTokens]: count(usage.inputTokens),
    [GEN_AI.outputTokens]: count(usage.outputTokens),
    [GEN_AI.cacheReadInputTokens]: count(usage.cacheReadInputTokens),
    [GEN_AI.reasoningOutputTokens]: count(usage.reasoningTokens),
    [MLFLOW.tokenUsage]: tokenUsageJson(usage),
  }
}

/** By hand: `JSON.stringify` takes several times as long for five numbers. */
function tokenUsageJson(usage: TokenUsage): string {
  const fields =
    jsonField('input_tokens', usage.inputTokens) +
    jsonField('output_tokens', usage.outputTokens) +
    jsonField('total_tokens', usage.totalTokens) +
    jsonField('cache_read_input_tokens', usage.cacheReadInputTokens) +
    jsonField('reasoning_tokens', usage.reasoningTokens)
  return `{${fields.slice(1)}}`
}

const jsonField = (name: string, tokens: number | undefined): string =>
  tokens === undefined ? '' : `,"${name}":${Number.isFinite(tokens) ? tokens : null}`

/** What `usageMetadata` says beyond the common counts, put into `bag`. */
export function usageDetailAttributes(
  metadata: unknown,
  usage: TokenUsage | undefined = readUsage(metadata),
  bag: MutableBag = {},
): MutableBag {
  if (!isObject(metadata)) return bag
  const total = numberAt(metadata, 'totalTokenCount')
  const sum = plus(usage?.inputTokens, usage?.outputTokens)
  put(bag, GEMINI.toolUseTokens, count(numberAt(metadata, 'toolUsePromptTokenCount')))
  put(bag, GEMINI.serviceTier, text(metadata['serviceTier'] ?? metadata['trafficType']))
  putModalities(bag, metadata)
  put(bag, GEMINI.summedTokens, total === undefined || sum === total ? undefined : count(sum))
  return bag
}

const MODALITIES: Readonly<Record<string, Modality>> = {
  TEXT: 'text',
  IMAGE: 'image',
  AUDIO: 'audio',
  VIDEO: 'video',
  DOCUMENT: 'document',
}

/** Which lists add up to which count. Thoughts have no modality of their own: they are in the output, not in its parts. */
const DETAILS = new Map([
  ['promptTokensDetails', 'input'],
  ['toolUsePromptTokensDetails', 'input'],
  ['candidatesTokensDetails', 'output'],
  ['responseTokensDetails', 'output'],
  ['cacheTokensDetails', 'cache_read.input'],
] as const)

/** The counts of `…TokensDetails`, by which the server prices; what has no known modality stays in the whole count alone. */
function putModalities(bag: MutableBag, metadata: Loose): void {
  for (const key of Object.keys(metadata)) {
    const kind = DETAILS.get(key as Parameters<typeof DETAILS.get>[0])
    if (kind === undefined) continue
    for (const detail of listAt(metadata, key)) {
      const modality = MODALITIES[textAt(detail, 'modality') ?? '']
      const tokens = numberAt(detail, 'tokenCount')
      if (modality === undefined || tokens === undefined) continue
      const name = modalityTokensKey(modality, kind)
      put(bag, name, count(tokens + Number(bag[name] ?? 0)))
    }
  }
}

/** Of the two those that are known. */
const plus = (left: number | undefined, right: number | undefined): number | undefined =>
  left === undefined ? right : right === undefined ? left : left + right
