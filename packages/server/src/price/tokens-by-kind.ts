import { modalityTokensKey, type Attributes, type TokenUsage } from '@loupe-ai/model'
import { countOf } from '../translate/attribute-content.ts'

/** The tokens of a request, each counted in exactly one kind but for `inputTokens`, which is all of the input. */
export interface TokensByKind {
  readonly inputTokens: number
  readonly text: number
  readonly audio: number
  readonly image: number
  readonly video: number
  readonly cached: number
  readonly cachedAudio: number
  readonly outputText: number
  readonly outputAudio: number
  readonly outputImage: number
}

/**
 * Splits what a request used by what the attributes `gen_ai.usage.<modality>.…` say of it (gemini-sdk.md §11). Cached
 * tokens are part of the input, thoughts of the output; cached tokens of unknown kind are taken off text first.
 */
export function tokensByKind(usage: TokenUsage, attributes: Attributes): TokensByKind {
  const said = (...key: Parameters<typeof modalityTokensKey>): number =>
    countOf(attributes[modalityTokensKey(...key)]) ?? 0
  const inputTokens = usage.inputTokens ?? 0
  const outputTokens = usage.outputTokens ?? 0
  const allCached = Math.min(usage.cacheReadInputTokens ?? 0, inputTokens)
  const cachedAudio = Math.min(said('audio', 'cache_read.input'), allCached)

  const allAudio = Math.min(said('audio', 'input'), inputTokens)
  const image = Math.min(said('image', 'input'), inputTokens - allAudio)
  const video = Math.min(said('video', 'input'), inputTokens - allAudio - image)
  const allText = inputTokens - allAudio - image - video
  const audio = Math.max(0, allAudio - cachedAudio)
  const cachedElsewhere = allCached - Math.min(cachedAudio, allAudio)
  const offText = Math.min(cachedElsewhere, allText)
  const offVideo = Math.min(cachedElsewhere - offText, video)
  const offImage = Math.min(cachedElsewhere - offText - offVideo, image)
  const offAudio = Math.min(cachedElsewhere - offText - offVideo - offImage, audio)

  const outputAudio = Math.min(said('audio', 'output'), outputTokens)
  const outputImage = Math.min(said('image', 'output'), outputTokens - outputAudio)
  return {
    inputTokens,
    text: allText - offText,
    audio: audio - offAudio,
    image: image - offImage,
    video: video - offVideo,
    cached: cachedElsewhere,
    cachedAudio: Math.min(cachedAudio, allAudio),
    outputText: outputTokens - outputAudio - outputImage,
    outputAudio,
    outputImage,
  }
}
