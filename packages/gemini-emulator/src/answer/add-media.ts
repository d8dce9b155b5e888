import { drawPng, sizeOfShape } from '../media/draw-png.ts'
import { SPEECH_TOKENS_PER_SECOND, SPEECH_TYPE, speechSeconds, writeSpeech } from '../media/write-speech.ts'
import type { Model } from '../models.ts'
import type { GenerationConfig } from '../request/generate-request.ts'
import { countTextTokens } from '../tokens.ts'
import type { ReplyCandidate } from './reply.ts'

/** What one picture of the output costs. */
const PICTURE_TOKENS = 1290

/** The kinds of output that a request wants; image and speech models have their own when it does not say. */
function wantedModalities(model: Model, { responseModalities }: GenerationConfig): readonly string[] {
  if (responseModalities && responseModalities.length > 0) return responseModalities
  if (model.id.includes('-image')) return ['TEXT', 'IMAGE']
  return model.id.endsWith('-tts') ? ['AUDIO'] : ['TEXT']
}

/** The candidate with the picture or the speech that is wanted: beside its text, or instead of it. */
export function addMedia(
  candidate: ReplyCandidate,
  model: Model,
  config: GenerationConfig,
  prompt: string,
  seed: string,
): ReplyCandidate {
  const wanted = wantedModalities(model, config)
  const spoken = candidate.parts.find((part) => part.text !== undefined && part.thought !== true)?.text
  if (spoken === undefined) return candidate
  const thoughts = candidate.parts.filter((part) => part.thought === true)
  if (wanted.includes('AUDIO')) {
    const text = model.id.endsWith('-tts') ? prompt : spoken
    const tokenCount = Math.ceil(speechSeconds(text) * SPEECH_TOKENS_PER_SECOND)
    const inlineData = { mimeType: SPEECH_TYPE, data: writeSpeech(text).toString('base64') }
    return {
      ...candidate,
      parts: [...thoughts, { inlineData }],
      tokens: tokenCount,
      media: [{ modality: 'AUDIO', tokenCount }],
    }
  }
  if (!wanted.includes('IMAGE')) return candidate
  const shape = config.imageConfig?.aspectRatio
  const picture = drawPng(seed, sizeOfShape(typeof shape === 'string' ? shape : undefined)).toString('base64')
  const text = 'Here is the picture:'
  const hasText = wanted.includes('TEXT')
  return {
    ...candidate,
    parts: [...thoughts, ...(hasText ? [{ text }] : []), { inlineData: { mimeType: 'image/png', data: picture } }],
    tokens: PICTURE_TOKENS + (hasText ? countTextTokens(text) : 0),
    media: [{ modality: 'IMAGE', tokenCount: PICTURE_TOKENS }],
  }
}
