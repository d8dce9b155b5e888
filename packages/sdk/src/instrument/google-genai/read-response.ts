import { GEN_AI } from '@loupe-ai/model'
import { count, decimal, GEMINI } from './attributes.ts'
import type { AttributeBag } from './attributes.ts'
import { isObject, listAt, objectAt, textAt } from './loose.ts'
import type { Loose } from './loose.ts'
import { recordable } from './recordable.ts'
import { usageAttributes, usageDetailAttributes, readUsage } from './usage.ts'

const RECORDED_FIELDS = [
  'candidates',
  'promptFeedback',
  'usageMetadata',
  'modelVersion',
  'responseId',
  'modelStatus',
  'createTime',
] as const

/** A GenerateContentResponse as plain JSON, read now. Own fields only: the class's getters print warnings. */
export function plainResponse(response: unknown): Loose {
  if (!isObject(response)) return {}
  const kept = RECORDED_FIELDS.filter((field) => response[field] !== undefined).map((field) => [field, response[field]])
  return recordable(Object.fromEntries(kept)) as Loose
}

/** What a response says about itself. Not its usage: that belongs to the span of its request alone. */
export function responseAttributes(response: unknown): AttributeBag {
  const blocked = objectAt(response, 'promptFeedback')
  const raw = listAt(response, 'candidates').flatMap((candidate) => textAt(candidate, 'finishReason') ?? [])
  const finishMessage = listAt(response, 'candidates').map((candidate) => textAt(candidate, 'finishMessage'))[0]
  return {
    [GEN_AI.responseId]: textAt(response, 'responseId'),
    [GEN_AI.responseModel]: textAt(response, 'modelVersion'),
    [GEN_AI.finishReasons]: finishReasons(response),
    [GEMINI.finishReasons]: raw.length === 0 ? undefined : raw,
    [GEMINI.finishMessage]: finishMessage,
    ...evidenceAttributes(response),
    [GEMINI.blockReason]: textAt(blocked, 'blockReason'),
    [GEMINI.blockMessage]: textAt(blocked, 'blockReasonMessage'),
  }
}

/** How much of an answer has sources, and whether it brought probabilities: known even where content is not captured. */
function evidenceAttributes(response: unknown): AttributeBag {
  const candidates = listAt(response, 'candidates')
  const number = (field: string, list: string): number =>
    candidates.reduce<number>((sum, candidate) => sum + listAt(objectAt(candidate, field), list).length, 0)
  return {
    [GEMINI.groundingChunks]: count(number('groundingMetadata', 'groundingChunks') || undefined),
    [GEMINI.citations]: count(number('citationMetadata', 'citations') || undefined),
    [GEMINI.hasLogprobs]: candidates.some((one) => objectAt(one, 'logprobsResult') !== undefined) || undefined,
  }
}

export function responseUsageAttributes(response: unknown): AttributeBag {
  const metadata = objectAt(response, 'usageMetadata')
  return { ...usageAttributes(readUsage(metadata)), ...usageDetailAttributes(metadata) }
}

/** Google's own time for a request, from the header `server-timing: gfet4t7; dur=500`. */
export function serverTimeAttributes(response: unknown): AttributeBag {
  const timing = textAt(objectAt(objectAt(response, 'sdkHttpResponse'), 'headers'), 'server-timing')
  const millis = /\bdur=([\d.]+)/.exec(timing ?? '')?.[1]
  return { [GEMINI.serverMillis]: millis === undefined ? undefined : decimal(Number(millis)) }
}

const FINISH_REASONS: Readonly<Record<string, string>> = {
  STOP: 'stop',
  MAX_TOKENS: 'length',
  SAFETY: 'content_filter',
  RECITATION: 'content_filter',
  LANGUAGE: 'content_filter',
  BLOCKLIST: 'content_filter',
  PROHIBITED_CONTENT: 'content_filter',
  SPII: 'content_filter',
  IMAGE_SAFETY: 'content_filter',
  IMAGE_PROHIBITED_CONTENT: 'content_filter',
  IMAGE_RECITATION: 'content_filter',
}

/** OpenTelemetry's finish reasons, one a candidate; a blocked prompt has no candidate and is `content_filter`. */
function finishReasons(response: unknown): string[] | undefined {
  const candidates = listAt(response, 'candidates')
  if (candidates.length === 0) {
    return textAt(objectAt(response, 'promptFeedback'), 'blockReason') === undefined ? undefined : ['content_filter']
  }
  const reasons = candidates.flatMap((candidate) => finishReason(candidate) ?? [])
  return reasons.length === 0 ? undefined : reasons
}

function finishReason(candidate: unknown): string | undefined {
  const raw = textAt(candidate, 'finishReason')
  if (raw === undefined || raw === 'CONTINUATION') return undefined
  if (raw === 'STOP' && asksForTools(candidate)) return 'tool_call'
  return FINISH_REASONS[raw] ?? 'error'
}

/** A call that the same content already answers was run by the server: it asks nobody for anything (gemini-sdk.md §18). */
function asksForTools(candidate: unknown): boolean {
  const parts = listAt(objectAt(candidate, 'content'), 'parts')
  const has = (kind: string): number => parts.filter((part) => objectAt(part, kind) !== undefined).length
  return has('functionCall') > has('functionResponse')
}

/** Vectors are not recorded: how many and how long. */
export function embeddingOutputs(response: unknown): { embeddingCount: number; dimensions?: number } {
  const embeddings = listAt(response, 'embeddings')
  const dimensions = embeddings.length === 0 ? undefined : listAt(embeddings[0], 'values').length
  return { embeddingCount: embeddings.length, ...(dimensions !== undefined && { dimensions }) }
}

export function embeddingAttributes(response: unknown): AttributeBag {
  const { embeddingCount, dimensions } = embeddingOutputs(response)
  return { [GEMINI.embeddingCount]: count(embeddingCount), [GEN_AI.embeddingDimensions]: count(dimensions) }
}
