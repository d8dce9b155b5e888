import { invalidArgument } from '../error-body.ts'
import type { ApiFailure } from '../error-body.ts'
import { isObject } from '../json.ts'
import type { JsonObject } from '../json.ts'
import { drawMask, drawPng, sizeOfShape } from '../media/draw-png.ts'
import type { MethodCall } from './method-call.ts'

/** Vertex AI's `:predict` of an image model: gemini-api.md §13. */
export interface PredictImagesBody {
  predictions: object[]
  positivePromptSafetyAttributes?: object
}

const LARGEST_SIDE_FACTOR: Readonly<Record<string, number>> = { x2: 2, x3: 3, x4: 4 }
const SAMPLES = 8

/** generateImages, editImage, upscaleImage, recontextImage and segmentImage: small pictures that depend on the request. */
export function predictImages({ body, model, seed }: MethodCall): PredictImagesBody | ApiFailure {
  const instance = Array.isArray(body.instances) ? body.instances[0] : undefined
  if (!isObject(instance)) return invalidArgument('The instances field must not be empty.')
  const parameters = isObject(body.parameters) ? body.parameters : {}
  const count = parameters.sampleCount ?? 1
  if (typeof count !== 'number' || !Number.isInteger(count) || count < 1 || count > SAMPLES) {
    return invalidArgument(`sampleCount must be in the range [1, ${SAMPLES}].`)
  }
  if (model.id.startsWith('image-segmentation')) return { predictions: [mask(parameters)] }

  const prompt = typeof instance.prompt === 'string' ? instance.prompt : undefined
  const size = sizeOf(parameters)
  const isTold = parameters.includeSafetyAttributes === true
  return {
    predictions: Array.from({ length: count }, (_, index) => ({
      mimeType: 'image/png',
      bytesBase64Encoded: drawPng(`${seed}#${index}`, size).toString('base64'),
      ...(prompt !== undefined && parameters.enhancePrompt === true && { prompt: `${prompt}, in warm light` }),
      ...(isTold && { safetyAttributes: { categories: ['Violence'], scores: [0.1] } }),
    })),
    ...(isTold && {
      positivePromptSafetyAttributes: {
        contentType: 'Positive Prompt',
        safetyAttributes: { categories: ['Violence'], scores: [0.1] },
      },
    }),
  }
}

function sizeOf({ aspectRatio, upscaleConfig }: JsonObject): { width: number; height: number } {
  const { width, height } = sizeOfShape(typeof aspectRatio === 'string' ? aspectRatio : undefined)
  const factor = isObject(upscaleConfig) ? (LARGEST_SIDE_FACTOR[String(upscaleConfig.upscaleFactor)] ?? 1) : 1
  return { width: width * factor, height: height * factor }
}

function mask({ mode }: JsonObject): object {
  return {
    mimeType: 'image/png',
    bytesBase64Encoded: drawMask(sizeOfShape('1:1')).toString('base64'),
    labels: [{ label: mode === 'background' ? 'background' : 'object', score: 0.9 }],
  }
}
