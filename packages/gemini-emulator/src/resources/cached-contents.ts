import { invalidArgument, isFailure } from '../error-body.ts'
import type { ApiFailure } from '../error-body.ts'
import { answerWith } from '../http/http-answer.ts'
import type { HttpAnswer } from '../http/http-answer.ts'
import { findModel } from '../models.ts'
import type { Content, GenerateContentRequest } from '../request/generate-request.ts'
import { readMessage } from '../request/read-message.ts'
import { CACHED_CONTENT } from '../request/request-fields.ts'
import { keep, newId, newNumber } from '../state/emulator-state.ts'
import type { ModalityCount } from '../usage.ts'
import { countPrompt, promptDetails, totalOf } from '../usage.ts'
import { pageBody, pageOf } from './page-of.ts'
import type { ResourceCall, ResourceRow } from './resource-call.ts'

/** `GET cachedContents/{id}`: gemini-api.md §10. Contents are never given back. */
interface CachedContentBody {
  name: string
  model: string
  createTime: string
  updateTime: string
  expireTime: string
  displayName?: string
  usageMetadata: { totalTokenCount: number }
}

export interface StoredCache {
  body: CachedContentBody
  /** What generateContent puts before its own contents. */
  held: Pick<GenerateContentRequest, 'systemInstruction' | 'tools' | 'toolConfig'> & { contents: Content[] }
  tokens: number
  details: ModalityCount[]
}

interface CacheRequest extends Partial<StoredCache['held']> {
  model?: string
  displayName?: string
  ttl?: string
  expireTime?: string
}

const USUAL_TTL = '3600s'
const LEAST_TOKENS = 1024

/** Caches are large. */
const LIMIT = 100

/** caches.create, list, get, update and delete. */
export const CACHE_ROWS: readonly ResourceRow[] = [
  ['POST', /^cachedContents$/, createCache],
  ['GET', /^cachedContents$/, listCaches],
  [
    'GET',
    /^cachedContents\/([^/:]+)$/,
    (call, id = '') => answerWith(findCache(call.state.caches, id, call.now)?.body ?? cacheNotFound()),
  ],
  ['PATCH', /^cachedContents\/([^/:]+)$/, updateCache],
  [
    'DELETE',
    /^cachedContents\/([^/:]+)$/,
    (call, id = '') => answerWith(call.state.caches.delete(id) ? {} : cacheNotFound()),
  ],
]

/** Vertex AI and the Gemini API tell neither from the other. */
export const cacheNotFound = (): ApiFailure => ({
  code: 403,
  status: 'PERMISSION_DENIED',
  message: 'CachedContent not found (or permission denied)',
})

/** The live cache with this id or name (`cachedContents/ID`, with or without a project before it). */
export function findCache(caches: ReadonlyMap<string, StoredCache>, name: string, now: Date): StoredCache | undefined {
  const cache = caches.get(name.slice(name.lastIndexOf('/') + 1))
  return cache && Date.parse(cache.body.expireTime) > now.getTime() ? cache : undefined
}

function createCache(call: ResourceCall): HttpAnswer {
  const { backend, now, state, seed, parent } = call
  const asked = readMessage<CacheRequest>(call.body, CACHED_CONTENT)
  if (isFailure(asked)) return answerWith(asked)
  const model = findModel((asked.model ?? '').replace(/^.*\/models\//, 'models/'))
  if (!model || asked.model === undefined) {
    return answerWith(invalidArgument('* CreateCachedContentRequest.model: unexpected model name format\n'))
  }
  const expireTime = expiryOf(asked, now)
  if (isFailure(expireTime)) return answerWith(expireTime)
  const { contents = [], systemInstruction, tools, toolConfig } = asked
  const held = {
    contents,
    ...(systemInstruction && { systemInstruction }),
    ...(tools && { tools }),
    ...(toolConfig && { toolConfig }),
  }
  const prompt = countPrompt(held, model.family, backend)
  const tokens = totalOf(prompt)
  if (tokens < LEAST_TOKENS) {
    return answerWith(
      invalidArgument(
        `Cached content is too small. total_token_count=${tokens}, min_total_token_count=${LEAST_TOKENS}`,
      ),
    )
  }
  const id = backend === 'vertex' ? newNumber(state, seed) : newId(state, seed, 40)
  const time = now.toISOString()
  const body: CachedContentBody = {
    name: `${parent}cachedContents/${id}`,
    model: asked.model,
    createTime: time,
    updateTime: time,
    expireTime: expireTime.time,
    ...(asked.displayName !== undefined && { displayName: asked.displayName }),
    usageMetadata: { totalTokenCount: tokens },
  }
  return answerWith(keep(state.caches, id, { body, held, tokens, details: promptDetails(prompt) }, LIMIT).body)
}

function listCaches({ state, query, now }: ResourceCall): HttpAnswer {
  const live = [...state.caches.values()].filter(({ body }) => Date.parse(body.expireTime) > now.getTime())
  const page = pageOf(live, ({ body }) => body.name, query, { usual: 50, largest: 1000 })
  return answerWith(pageBody(page, 'cachedContents', ({ body }) => body))
}

function updateCache(call: ResourceCall, id = ''): HttpAnswer {
  const cache = findCache(call.state.caches, id, call.now)
  if (!cache) return answerWith(cacheNotFound())
  const asked = readMessage<CacheRequest>(call.body, CACHED_CONTENT)
  if (isFailure(asked)) return answerWith(asked)
  const expireTime = expiryOf(asked, call.now)
  if (isFailure(expireTime)) return answerWith(expireTime)
  cache.body = { ...cache.body, updateTime: call.now.toISOString(), expireTime: expireTime.time }
  return answerWith(cache.body)
}

function expiryOf({ ttl, expireTime }: CacheRequest, now: Date): { time: string } | ApiFailure {
  if (expireTime !== undefined) {
    const millis = Date.parse(expireTime)
    return Number.isNaN(millis)
      ? invalidArgument(
          `Invalid value at 'expire_time' (type.googleapis.com/google.protobuf.Timestamp), "${expireTime}"`,
        )
      : { time: new Date(millis).toISOString() }
  }
  const seconds = /^(\d{1,9}(?:\.\d{1,9})?)s$/.exec(ttl ?? USUAL_TTL)?.[1]
  if (seconds === undefined) {
    return invalidArgument(`Invalid value at 'ttl' (type.googleapis.com/google.protobuf.Duration), "${ttl}"`)
  }
  return { time: new Date(now.getTime() + Number(seconds) * 1000).toISOString() }
}
