import { GEN_AI } from '@loupe-ai/model'
import { Edited } from '../../capture/edited.ts'
import { count, GEMINI, put } from './attributes.ts'
import type { AttributeBag, MutableBag } from './attributes.ts'
import { finishReason } from './finish-reason.ts'
import { isObject, listAt, objectAt, textAt } from './loose.ts'
import type { Loose } from './loose.ts'
import { replacePart } from './recordable.ts'
import { usageAttributes, usageDetailAttributes, readUsage } from './usage.ts'

/** A GenerateContentResponse as it is recorded, to go into a span at once. Own fields only: the class's getters print warnings. */
export function recordedResponse(response: unknown): unknown {
  if (!isObject(response)) return {}
  const { candidates, promptFeedback, usageMetadata, modelVersion, responseId, modelStatus, createTime } = response
  return new Edited(
    { candidates, promptFeedback, usageMetadata, modelVersion, responseId, modelStatus, createTime },
    replacePart,
  )
}

/** What a response says about itself. Not its usage: that belongs to the span of its request alone. */
export function responseAttributes(response: unknown): AttributeBag {
  const bag: MutableBag = {}
  const blocked = objectAt(response, 'promptFeedback')
  const candidates = listAt(response, 'candidates')
  put(bag, GEN_AI.responseId, textAt(response, 'responseId'))
  put(bag, GEN_AI.responseModel, textAt(response, 'modelVersion'))
  putFinishReasons(bag, candidates, blocked)
  putEvidence(bag, candidates)
  put(bag, GEMINI.blockReason, textAt(blocked, 'blockReason'))
  put(bag, GEMINI.blockMessage, textAt(blocked, 'blockReasonMessage'))
  return bag
}

/** How much of an answer has sources, and whether it brought probabilities: known even where content is not captured. */
function putEvidence(bag: MutableBag, candidates: readonly unknown[]): void {
  let chunks = 0
  let citations = 0
  for (const candidate of candidates) {
    chunks += listAt(objectAt(candidate, 'groundingMetadata'), 'groundingChunks').length
    citations += listAt(objectAt(candidate, 'citationMetadata'), 'citations').length
    if (objectAt(candidate, 'logprobsResult') !== undefined) bag[GEMINI.hasLogprobs] = true
  }
  if (chunks > 0) bag[GEMINI.groundingChunks] = BigInt(chunks)
  if (citations > 0) bag[GEMINI.citations] = BigInt(citations)
}

/** Usage, and Google's own time. */
export function requestAttributes(response: unknown): AttributeBag {
  const metadata = objectAt(response, 'usageMetadata')
  const usage = readUsage(metadata)
  const bag = usageDetailAttributes(metadata, usage, usageAttributes(usage))
  put(bag, GEMINI.serverMillis, serverMillis(response))
  return bag
}

/** Google's own time for a request, from the header `server-timing: gfet4t7; dur=500`. */
function serverMillis(response: unknown): number | undefined {
  const timing = textAt(objectAt(objectAt(response, 'sdkHttpResponse'), 'headers'), 'server-timing')
  const millis = timing === undefined ? undefined : /\bdur=([\d.]+)/.exec(timing)?.[1]
  return millis === undefined ? undefined : Number(millis)
}

/** Google's words, and OpenTelemetry's: one a candidate; a blocked prompt has no candidate and is `content_filter`. */
function putFinishReasons(bag: MutableBag, candidates: readonly unknown[], blocked: Loose | undefined): void {
  const raw: string[] = []
  const reasons: string[] = []
  for (const candidate of candidates) {
    const said = textAt(candidate, 'finishReason')
    const reason = said === undefined ? undefined : finishReason(said, candidate)
    if (said !== undefined) raw.push(said)
    if (reason !== undefined) reasons.push(reason)
  }
  if (candidates.length === 0 && textAt(blocked, 'blockReason') !== undefined) reasons.push('content_filter')
  if (reasons.length > 0) bag[GEN_AI.finishReasons] = reasons
  if (raw.length > 0) bag[GEMINI.finishReasons] = raw
  put(bag, GEMINI.finishMessage, textAt(candidates[0], 'finishMessage'))
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
