import { GEN_AI } from '@loupe-ai/model'
import { count, GEMINI, text } from '../attributes.ts'
import type { AttributeBag } from '../attributes.ts'
import type { ContentReader } from '../content-readers.ts'
import { isObject, numberAt, objectAt } from '../loose.ts'
import { nameAttributes, resource } from './resource.ts'

const cacheAttributes = (cache: unknown): AttributeBag => ({
  ...nameAttributes(cache),
  [GEMINI.cacheExpireTime]: isObject(cache) ? text(cache['expireTime']) : undefined,
})

export const CACHE: ContentReader = resource({ attributes: cacheAttributes })

/** Its tokens are written to the cache, once; no part of them is an answer, and they join no total. */
export const NEW_CACHE: ContentReader = resource({
  attributes: (cache) => ({
    ...cacheAttributes(cache),
    [GEN_AI.cacheWriteInputTokens]: count(numberAt(objectAt(cache, 'usageMetadata'), 'totalTokenCount')),
  }),
})
