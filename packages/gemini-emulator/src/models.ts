/** How a generation of models answers; their wire formats differ in small ways. */
export type Family = '2.0' | '2.5' | '3' | 'embedding' | 'image' | 'video'

/** One model as the emulator knows it. Limits are in tokens. */
export interface Model {
  id: string
  family: Family
  version: string
  displayName: string
  description: string
  inputTokenLimit: number
  outputTokenLimit: number
  /** An alias: the model that answers, as `modelVersion` tells. */
  answeredBy?: string
  /** Embedding models: numbers of a vector when the request does not say. */
  dimensions?: number
}

/** `GET models/{id}`. */
export interface ModelBody {
  name: string
  version: string
  displayName: string
  description: string
  inputTokenLimit: number
  outputTokenLimit: number
  supportedGenerationMethods: string[]
  temperature?: number
  topP?: number
  topK?: number
  maxTemperature?: number
  thinking?: boolean
}

const GENERATES = ['generateContent', 'countTokens', 'createCachedContent', 'batchGenerateContent']
const EMBEDS = ['embedContent', 'countTextTokens', 'countTokens', 'asyncBatchEmbedContent']

const CHATS = [...GENERATES, 'streamGenerateContent', 'computeTokens']

/** The methods of each kind in paths, on either service. */
const METHODS_OF: Readonly<Record<Family, readonly string[]>> = {
  '2.0': CHATS,
  2.5: CHATS,
  3: CHATS,
  embedding: ['embedContent', 'batchEmbedContents', 'predict', 'asyncBatchEmbedContent', 'computeTokens'],
  image: ['predict'],
  video: ['predictLongRunning', 'fetchPredictOperation'],
}

const chat = (
  id: string,
  family: Family,
  displayName: string,
  description: string,
  outputTokenLimit = 65536,
): Model => ({
  id,
  family,
  version: family === '3' && id.includes('preview') ? `${id.split('-')[1]}-preview` : family === '2.0' ? '2.0' : '001',
  displayName,
  description,
  inputTokenLimit: 1048576,
  outputTokenLimit,
})

const alias = (id: string, answeredBy: string, displayName: string, description: string): Model => ({
  ...chat(id, '2.5', displayName, description),
  answeredBy,
})

const embedding = (
  id: string,
  version: string,
  displayName: string,
  inputTokenLimit: number,
  dimensions: number,
): Model => ({
  id,
  family: 'embedding',
  version,
  displayName,
  description: 'Obtain a distributed representation of a text.',
  inputTokenLimit,
  outputTokenLimit: 1,
  dimensions,
})

const media = (id: string, family: 'image' | 'video', displayName: string, description: string): Model => ({
  id,
  family,
  version: '001',
  displayName,
  description,
  inputTokenLimit: 480,
  outputTokenLimit: 8192,
})

/** The models that the emulator serves, in the order of `models.list`. */
export const MODELS: readonly Model[] = [
  chat('gemini-2.5-flash', '2.5', 'Gemini 2.5 Flash', 'Stable mid-size multimodal model with a thinking budget.'),
  chat('gemini-2.5-pro', '2.5', 'Gemini 2.5 Pro', 'Stable large multimodal model for hard problems.'),
  chat('gemini-2.5-flash-lite', '2.5', 'Gemini 2.5 Flash-Lite', 'Stable small multimodal model, fast and cheap.'),
  chat('gemini-2.5-flash-image', '2.5', 'Nano Banana', 'Makes and edits images.', 32768),
  chat('gemini-2.0-flash', '2.0', 'Gemini 2.0 Flash', 'Fast multimodal model without thinking.', 8192),
  chat('gemini-2.0-flash-001', '2.0', 'Gemini 2.0 Flash 001', 'Fast multimodal model without thinking.', 8192),
  chat('gemini-2.0-flash-lite', '2.0', 'Gemini 2.0 Flash-Lite', 'Small multimodal model without thinking.', 8192),
  chat('gemini-3-flash-preview', '3', 'Gemini 3 Flash Preview', 'Preview of the mid-size model of generation 3.'),
  chat('gemini-3-pro-preview', '3', 'Gemini 3 Pro Preview', 'Preview of the large model of generation 3.'),
  chat('gemini-3.1-pro-preview', '3', 'Gemini 3.1 Pro Preview', 'Preview of the large model of generation 3.1.'),
  chat('gemini-3.5-flash', '3', 'Gemini 3.5 Flash', 'Stable mid-size model of generation 3.5.'),
  chat('gemini-3.5-flash-lite', '3', 'Gemini 3.5 Flash-Lite', 'Stable small model of generation 3.5.'),
  chat('gemini-3.6-flash', '3', 'Gemini 3.6 Flash', 'Stable mid-size model of generation 3.6.'),
  alias('gemini-flash-latest', 'gemini-2.5-flash', 'Gemini Flash Latest', 'The newest stable mid-size model.'),
  alias('gemini-flash-lite-latest', 'gemini-2.5-flash-lite', 'Gemini Flash-Lite Latest', 'The newest small model.'),
  alias('gemini-pro-latest', 'gemini-2.5-pro', 'Gemini Pro Latest', 'The newest stable large model.'),
  chat('gemini-2.5-flash-preview-tts', '2.5', 'Gemini 2.5 Flash Preview TTS', 'Speaks.', 16384),
  embedding('gemini-embedding-001', '001', 'Gemini Embedding 001', 2048, 3072),
  embedding('gemini-embedding-2', '2', 'Gemini Embedding 2', 8192, 3072),
  embedding('text-embedding-004', '004', 'Text Embedding 004', 2048, 768),
  media('imagen-4.0-generate-001', 'image', 'Imagen 4', 'Makes pictures.'),
  media('imagen-3.0-generate-002', 'image', 'Imagen 3', 'Makes pictures.'),
  media('imagen-3.0-capability-001', 'image', 'Imagen 3 Capability', 'Edits pictures.'),
  media('imagen-4.0-upscale-preview', 'image', 'Imagen 4 Upscale', 'Enlarges pictures.'),
  media('imagen-product-recontext-preview-06-30', 'image', 'Imagen Product Recontext', 'Puts products into scenes.'),
  media('virtual-try-on-preview-08-04', 'image', 'Virtual Try-On', 'Puts clothes on people.'),
  media('image-segmentation-001', 'image', 'Image Segmentation', 'Finds what is where in a picture.'),
  media('veo-3.0-generate-001', 'video', 'Veo 3', 'Makes videos.'),
  media('veo-2.0-generate-001', 'video', 'Veo 2', 'Makes videos.'),
]

/** Finds a model by its id, by `models/ID`, or by one of the publisher's forms that other clients write. */
export function findModel(name: string): Model | undefined {
  const id = name.replace(/^(?:publishers\/google\/)?(?:models|google)\//, '')
  return MODELS.find((model) => model.id === id)
}

/** Whether the model has this method of the API (`generateContent`, `embedContent`, …). */
export function hasMethod(model: Model, method: string): boolean {
  return method === 'countTokens' || METHODS_OF[model.family].includes(method)
}

/** The model as `models.get` and `models.list` show it. */
export function modelBody(model: Model): ModelBody {
  const { id, version, displayName, description, inputTokenLimit, outputTokenLimit, family } = model
  const named = { name: `models/${id}`, version, displayName, description, inputTokenLimit, outputTokenLimit }
  if (family === 'embedding') return { ...named, supportedGenerationMethods: EMBEDS }
  if (family === 'image' || family === 'video') {
    return { ...named, supportedGenerationMethods: [family === 'image' ? 'predict' : 'predictLongRunning'] }
  }
  return {
    ...named,
    supportedGenerationMethods: GENERATES,
    temperature: 1,
    topP: 0.95,
    topK: family === '2.0' ? 40 : 64,
    maxTemperature: 2,
    ...(family !== '2.0' && { thinking: true }),
  }
}
