import { GEN_AI } from '@loupe-ai/model'
import { count, GEMINI } from '../attributes.ts'
import type { ContentReader } from '../content-readers.ts'
import { listAt, textAt } from '../loose.ts'
import { nameAttributes, resource } from './resource.ts'

/** Images that are made, changed or cut out by a mask. Priced by the image: there are no tokens. */
export const IMAGES: ContentReader = resource({
  inputAttributes: ([params]) => ({ ...nameAttributes(params), [GEN_AI.outputType]: 'image' }),
  attributes: (response) => {
    const images = [...listAt(response, 'generatedImages'), ...listAt(response, 'generatedMasks')]
    const filtered = images.filter((image) => textAt(image, 'raiFilteredReason') !== undefined)
    return {
      [GEMINI.mediaCount]: count(images.length - filtered.length),
      [GEMINI.mediaFilteredCount]: filtered.length === 0 ? undefined : count(filtered.length),
      [GEN_AI.finishReasons]: filtered.length === 0 ? undefined : images.map(finishReason),
    }
  },
})

const finishReason = (image: unknown): string =>
  textAt(image, 'raiFilteredReason') === undefined ? 'stop' : 'content_filter'
