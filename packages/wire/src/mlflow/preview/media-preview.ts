/** The prompt of pictures, videos or music (gemini-sdk.md §6): `{ model, prompt }`, `{ model, source }` or `{ weightedPrompts }`. */
export function mediaQuestionText(inputs: unknown): string | undefined {
  if (!isObject(inputs)) return undefined
  const { model, prompt, source, weightedPrompts } = inputs
  if (Array.isArray(weightedPrompts)) return joined(weightedPrompts.map((one) => textAt(one, 'text')))
  if (typeof model !== 'string') return undefined
  return typeof prompt === 'string' ? prompt : textAt(source, 'prompt')
}

/** The types of pictures and videos that were made, or why they were held back; how many embeddings. */
export function mediaAnswerText(outputs: unknown): string | undefined {
  if (!isObject(outputs)) return undefined
  const { embeddingCount: count, dimensions, generatedImages } = outputs
  if (typeof count === 'number') {
    const of = typeof dimensions === 'number' ? ` of ${dimensions} dimensions` : ''
    return `${count} ${count === 1 ? 'embedding' : 'embeddings'}${of}`
  }
  if (Array.isArray(generatedImages)) return joined(generatedImages.map((one) => mediaOf(one, 'image')))
  const response = isObject(outputs['response']) ? outputs['response'] : outputs
  const videos = response['generatedVideos']
  return Array.isArray(videos) ? joined(videos.map((one) => mediaOf(one, 'video'))) : undefined
}

function mediaOf(made: unknown, kind: 'image' | 'video'): string | undefined {
  const reason = textAt(made, 'raiFilteredReason')
  if (reason !== undefined) return `Held back: ${reason}`
  const media = isObject(made) ? made[kind] : undefined
  return isObject(media) ? `[${textAt(media, 'mimeType') ?? kind}]` : undefined
}

function joined(texts: readonly (string | undefined)[]): string | undefined {
  const said = texts.filter((text) => text !== undefined)
  return said.length === 0 ? undefined : said.join(', ')
}

function textAt(value: unknown, key: string): string | undefined {
  const text = isObject(value) ? value[key] : undefined
  return typeof text === 'string' ? text : undefined
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
