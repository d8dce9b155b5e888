import { logProbabilities } from '../answer/log-probabilities.ts'
import type { LogprobsResult } from '../answer/log-probabilities.ts'
import type { Reply } from '../answer/reply.ts'
import { composeReply } from '../answer/compose-reply.ts'
import { invalidArgument, isFailure } from '../error-body.ts'
import type { ApiFailure } from '../error-body.ts'
import { responseId } from '../ids.ts'
import type { GenerateContentRequest, GenerationConfig, Part } from '../request/generate-request.ts'
import { cacheNotFound, findCache } from '../resources/cached-contents.ts'
import { validateGenerateContent } from '../request/validate-request.ts'
import { streamArguments } from '../stream/stream-arguments.ts'
import type { OutputPart } from '../stream/stream-arguments.ts'
import { planChunks } from '../stream/plan-chunks.ts'
import { countPrompt, totalOf, trafficType, usageMetadata } from '../usage.ts'
import type { ModalityCount, PromptTokens, Spent, UsageMetadata } from '../usage.ts'
import type { MethodCall } from './method-call.ts'

/** In streams of Vertex AI calls may be in pieces. */
export interface CandidateBody<P extends OutputPart = Part> {
  content?: { parts?: P[]; role?: string }
  finishReason?: string
  finishMessage?: string
  index?: number
  avgLogprobs?: number
  logprobsResult?: LogprobsResult
  continuationToken?: string
  groundingMetadata?: object
  urlContextMetadata?: object
  safetyRatings?: unknown[]
}

/** GenerateContentResponse: a whole answer, or one chunk of a stream. */
export interface GenerateContentBody<P extends OutputPart = Part> {
  candidates?: CandidateBody<P>[]
  promptFeedback?: unknown
  usageMetadata?: UsageMetadata
  modelVersion: string
  createTime?: string
  responseId: string
}

/** models.generateContent: the whole answer, or a refusal. */
export function generateContent(call: MethodCall): GenerateContentBody | ApiFailure {
  const prepared = prepare(call)
  if (isFailure(prepared)) return prepared
  const { reply, prompt, spentBefore, base, config } = prepared
  const { model, backend } = call
  const candidates = reply.candidates.reduce((sum, { tokens }) => sum + tokens, 0)
  return {
    candidates: reply.candidates.map(({ parts, finishReason, finishMessage, extras }, index) => ({
      content: { ...(parts.length > 0 && { parts }), role: 'model' },
      finishReason,
      ...(finishMessage !== undefined && backend === 'gemini' && { finishMessage }),
      ...indexOf(index, reply.candidates.length, call),
      ...((model.family === '2.0' || backend === 'vertex') && { avgLogprobs: averageLogProbability(parts) }),
      ...logprobsOf(parts, config, call.seed),
      ...extras,
    })),
    usageMetadata: usageMetadata(
      prompt,
      { ...spentBefore, candidates, thoughts: reply.thoughtsTokens, outputMedia: mediaOf(reply) },
      model,
      backend,
    ),
    ...base,
  }
}

/** models.streamGenerateContent: all chunks in order, or a refusal. */
export function streamGenerateContent(call: MethodCall): GenerateContentBody<OutputPart>[] | ApiFailure {
  const prepared = prepare(call)
  if (isFailure(prepared)) return prepared
  const { reply, prompt, spentBefore, base, config, inPieces } = prepared
  const { model, backend } = call
  const planned = planChunks(reply, model, call.seed)
  const chunks = backend === 'vertex' && inPieces ? streamArguments(planned, call.seed) : planned
  return chunks.map((chunk, position) => {
    const isLast = position === chunks.length - 1
    const outputMedia = isLast ? mediaOf(reply) : undefined
    const spent = { ...spentBefore, candidates: chunk.candidatesTokens, thoughts: chunk.thoughtsTokens, outputMedia }
    const { finishReason, finishMessage, parts } = chunk
    return {
      candidates: [
        {
          content: { ...(parts.length > 0 && { parts }), role: 'model' },
          ...(finishReason !== undefined && { finishReason }),
          ...(finishMessage !== undefined && backend === 'gemini' && { finishMessage }),
          ...indexOf(chunk.candidate, reply.candidates.length, call),
          ...logprobsOf(parts, config, `${call.seed}:${position}`),
          ...(finishReason !== undefined && reply.candidates[chunk.candidate]?.extras),
        },
      ],
      usageMetadata: chunkUsage(prompt, spent, isLast, call),
      ...base,
    }
  })
}

function prepare(call: MethodCall) {
  const { model, backend, seed } = call
  const asked = validateGenerateContent(call.body, model)
  if (isFailure(asked)) return asked
  const merged = withCache(asked, call)
  if (isFailure(merged)) return merged
  const { request, cached } = merged
  const prompt = countPrompt(request, model.family, backend)
  const total = totalOf(prompt)
  if (total > model.inputTokenLimit) {
    return invalidArgument(
      `The input token count (${total}) exceeds the maximum number of tokens allowed (${model.inputTokenLimit}).`,
    )
  }
  const base = {
    modelVersion: model.answeredBy ?? model.id,
    ...(backend === 'vertex' && { createTime: call.now.toISOString() }),
    responseId: responseId(seed),
  }
  const reply = composeReply(request, model, seed)
  const spentBefore = { serviceTier: request.serviceTier, cached, toolUse: reply.toolUseTokens }
  const inPieces = request.toolConfig?.functionCallingConfig?.streamFunctionCallArguments === true
  return { reply, prompt, spentBefore, base, config: request.generationConfig ?? {}, inPieces }
}

/** The request with what its cache holds before it. */
function withCache(
  request: GenerateContentRequest,
  { caches, now }: MethodCall,
): { request: GenerateContentRequest; cached?: ModalityCount[] } | ApiFailure {
  const { cachedContent, contents, systemInstruction, tools, toolConfig } = request
  if (cachedContent === undefined || cachedContent === '') return { request }
  const cache = caches && findCache(caches, cachedContent, now)
  if (!cache) return cacheNotFound()
  if (systemInstruction || tools || toolConfig) {
    return invalidArgument(
      'CachedContent can not be used with GenerateContent request setting system_instruction, tools or tool_config. ' +
        'Proposed fix: move those values to CachedContent from GenerateContent request.',
    )
  }
  const { held, details } = cache
  return { request: { ...request, ...held, contents: [...held.contents, ...contents] }, cached: details }
}

/** Log-probabilities when they are asked for: of a whole answer, or of what a chunk says. */
function logprobsOf(parts: readonly OutputPart[], config: GenerationConfig, seed: string): Partial<CandidateBody> {
  if (config.responseLogprobs !== true) return {}
  const logprobsResult = logProbabilities(parts, config.logprobs ?? 0, seed)
  const count = logprobsResult.chosenCandidates.length
  if (count === 0) return {}
  return { avgLogprobs: logprobsResult.logProbabilitySum / count, logprobsResult }
}

/** The pictures and sounds of all candidates, by kind. */
function mediaOf({ candidates }: Reply): ModalityCount[] {
  const counts: ModalityCount[] = []
  for (const { modality, tokenCount } of candidates.flatMap(({ media = [] }) => media)) {
    const known = counts.find((count) => count.modality === modality)
    if (known) known.tokenCount += tokenCount
    else counts.push({ modality, tokenCount })
  }
  return counts
}

/** 2.0 and Vertex AI leave the index of an only candidate out. */
function indexOf(index: number, count: number, { model, backend }: MethodCall): { index?: number } {
  return count === 1 && (model.family === '2.0' || backend === 'vertex') ? {} : { index }
}

/** Near zero for short, sure answers; only its shape is real. */
function averageLogProbability(parts: readonly Part[]): number {
  const length = parts.reduce((sum, part) => sum + (part.text?.length ?? 10), 0)
  return -0.02 - (length % 97) / 400
}

/** Cumulative usage from 2.5 on; before, only the last chunk counts the output; on Vertex AI only the last counts at all. */
function chunkUsage(
  prompt: PromptTokens,
  spent: Spent,
  isLast: boolean,
  { model, backend }: MethodCall,
): UsageMetadata {
  if (!isLast && backend === 'vertex') return { trafficType: trafficType(spent.serviceTier) }
  const counted = isLast || model.family !== '2.0' ? spent : { ...spent, candidates: 0, thoughts: 0 }
  return usageMetadata(prompt, counted, model, backend)
}
