import { unknownModel } from '../error-body.ts'
import type { ApiFailure } from '../error-body.ts'
import { isObject } from '../json.ts'
import type { Json, JsonObject } from '../json.ts'
import { findModel } from '../models.ts'
import type { Model } from '../models.ts'

/** What the first message of a session settled. */
export interface LiveSetup {
  model: Model
  speaks: boolean
  transcribesInput: boolean
  transcribesOutput: boolean
  resumes: boolean
  /** What every request of the session has besides its contents. */
  base: JsonObject
}

/** Live models answer as the model of their generation does. */
const LIVE_NAME = /live|native-audio/

export function readSetup(setup: JsonObject): LiveSetup | ApiFailure {
  const name = String(setup['model'] ?? '').replace(/^.*models\//, '')
  const model = findModel(LIVE_NAME.test(name) ? 'gemini-2.5-flash' : name)
  if (model === undefined || model.family === 'embedding') return unknownModel(name, 'v1beta', 'bidiGenerateContent')
  const config = isObject(setup['generationConfig']) ? setup['generationConfig'] : {}
  const { responseModalities, temperature, maxOutputTokens } = config
  const modalities: Json[] = Array.isArray(responseModalities) ? responseModalities : ['AUDIO']
  const { systemInstruction, tools } = setup
  return {
    model,
    speaks: modalities.includes('AUDIO'),
    transcribesInput: setup['inputAudioTranscription'] !== undefined,
    transcribesOutput: setup['outputAudioTranscription'] !== undefined,
    resumes: setup['sessionResumption'] !== undefined,
    base: {
      ...(systemInstruction !== undefined && { systemInstruction }),
      ...(tools !== undefined && { tools }),
      generationConfig: {
        ...(temperature !== undefined && { temperature }),
        ...(maxOutputTokens !== undefined && { maxOutputTokens }),
      },
    },
  }
}
