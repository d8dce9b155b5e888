import { isFailure, notJson, unknownModel, unknownPath, unknownPublisherModel } from './error-body.ts'
import type { ApiFailure } from './error-body.ts'
import { bendBodies } from './faults/bend-bodies.ts'
import type { Fault } from './faults/fault-kinds.ts'
import type { HttpAnswer } from './http/http-answer.ts'
import { isObject } from './json.ts'
import { countTokens } from './methods/count-tokens.ts'
import { batchEmbedContents, embedContent, predictEmbeddings } from './methods/embed-content.ts'
import { generateContent, streamGenerateContent } from './methods/generate-content.ts'
import { getModel, listModels } from './methods/list-models.ts'
import type { MethodCall } from './methods/method-call.ts'
import { findModel, hasMethod } from './models.ts'
import type { Route } from './routes.ts'
import { framingOf } from './stream/frame-chunks.ts'
import type { Framing } from './stream/frame-chunks.ts'

/** A request of which only the meaning is left. */
export interface EmulatedRequest {
  route: Route
  query: URLSearchParams
  /** The raw body, empty for GET. */
  bodyText: string
  faults: readonly Fault[]
  seed: string
  now: Date
}

const METHODS = {
  countTokens,
  embedContent,
  batchEmbedContents,
  predict: predictEmbeddings,
} as const satisfies Record<string, (call: MethodCall) => object>

/** The answer of the API to a request that was let in. Pure: the same request gives the same answer. */
export function answerRequest({ route, query, bodyText, faults, seed, now }: EmulatedRequest): HttpAnswer {
  if (route.kind === 'unknown') return { kind: 'failure', failure: unknownPath() }
  if (route.kind === 'list-models') return answer(listModels(query, route.backend))

  const model = findModel(route.model)
  const { version, backend } = route
  if (route.kind === 'get-model') {
    return model ? answer(getModel(model, backend)) : refuse(unknownModel(route.model, version, 'getModel'))
  }
  const { method, parent } = route
  const framing = method === 'streamGenerateContent' ? framingOf(query) : undefined
  if (!isMethod(method)) return refuse(unknownPath(), framing)
  if (!model || !hasMethod(model, method)) {
    return refuse(
      backend === 'gemini' ? unknownModel(route.model, version, method) : unknownPublisherModel(route.model, parent),
      framing,
    )
  }
  const body = parseObject(bodyText)
  if (body === undefined) return refuse(notJson(), framing)

  const call: MethodCall = { model, backend, body, seed: `${seed}:${model.id}:${bodyText}`, now }
  if (method === 'generateContent') {
    const generated = generateContent(call)
    return isFailure(generated) ? refuse(generated) : answer(bendBodies([generated], faults)[0]!)
  }
  if (method === 'streamGenerateContent') {
    const chunks = streamGenerateContent(call)
    if (isFailure(chunks)) return refuse(chunks, framing)
    return { kind: 'stream', framing: framing!, chunks: bendBodies(chunks, faults) }
  }
  return answer(METHODS[method](call))
}

type Method = keyof typeof METHODS | 'generateContent' | 'streamGenerateContent'

function isMethod(name: string): name is Method {
  return name === 'generateContent' || name === 'streamGenerateContent' || Object.hasOwn(METHODS, name)
}

function answer(body: object): HttpAnswer {
  return isFailure(body) ? refuse(body) : { kind: 'json', body }
}

function refuse(failure: ApiFailure, framing?: Framing): HttpAnswer {
  return { kind: 'failure', failure, ...(framing && { framing }) }
}

function parseObject(text: string) {
  try {
    const body: unknown = JSON.parse(text.trim() === '' ? '{}' : text)
    return isObject(body) ? body : undefined
  } catch {
    return undefined
  }
}
