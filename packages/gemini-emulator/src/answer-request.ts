import type { IncomingHttpHeaders } from 'node:http'
import { isFailure, notJson, unknownModel, unknownPath, unknownPublisherModel } from './error-body.ts'
import type { ApiFailure } from './error-body.ts'
import { bendBodies } from './faults/bend-bodies.ts'
import type { Fault } from './faults/fault-kinds.ts'
import { answerWith } from './http/http-answer.ts'
import type { HttpAnswer } from './http/http-answer.ts'
import { isObject } from './json.ts'
import { computeTokens } from './methods/compute-tokens.ts'
import { predictImages } from './methods/predict-images.ts'
import { fetchPredictOperation, predictLongRunning } from './methods/predict-videos.ts'
import { countTokens } from './methods/count-tokens.ts'
import { batchEmbedContents, embedContent, predictEmbeddings } from './methods/embed-content.ts'
import { generateContent, streamGenerateContent } from './methods/generate-content.ts'
import { getModel, listModels } from './methods/list-models.ts'
import type { RememberedCall } from './methods/method-call.ts'
import { findModel, hasMethod } from './models.ts'
import type { Model } from './models.ts'
import { answerResource } from './resources/answer-resource.ts'
import { asyncBatchEmbedContent, batchGenerateContent } from './resources/batches.ts'
import type { Route } from './routes.ts'
import { answerScenario, SCENARIO_HEADER } from './scenarios/answer-scenario.ts'
import { deedOf } from './scenarios/belongs-to.ts'
import type { EmulatorState } from './state/emulator-state.ts'
import { framingOf } from './stream/frame-chunks.ts'
import type { Framing } from './stream/frame-chunks.ts'

/** A request of which only the meaning is left. */
export interface EmulatedRequest {
  route: Route
  query: URLSearchParams
  httpMethod: string
  headers: IncomingHttpHeaders
  /** `http://127.0.0.1:1234`, where the request came in. */
  origin: string
  /** The raw body, empty for GET. */
  bytes: Buffer
  faults: readonly Fault[]
  seed: string
  now: Date
  state: EmulatorState
}

const METHODS = {
  countTokens,
  embedContent,
  batchEmbedContents,
  computeTokens,
  predict: (call) => (call.model.family === 'image' ? predictImages(call) : predictEmbeddings(call)),
  predictLongRunning,
  fetchPredictOperation,
  batchGenerateContent,
  asyncBatchEmbedContent,
} as const satisfies Record<string, (call: RememberedCall) => object>

/** The answer of the API to a request that was let in. The same requests in the same order get the same answers. */
export function answerRequest(request: EmulatedRequest): HttpAnswer {
  const { route, query, bytes, faults, seed, now, state, origin, headers, httpMethod } = request
  const name = headers[SCENARIO_HEADER] ?? query.get(SCENARIO_HEADER)
  if (name !== null) {
    const body = parseObject(bytes.toString('utf8')) ?? {}
    const told = answerScenario(String(name), deedOf(route, httpMethod, headers), query, body)
    if (told) return told
  }
  if (route.kind === 'unknown') return { kind: 'failure', failure: unknownPath() }
  if (route.kind === 'list-models') return answerWith(listModels(query, route.backend))

  if (route.kind === 'resource') {
    // Pieces of a file are no JSON, and their type says nothing.
    const body = parseObject(bytes.toString('utf8')) ?? {}
    return answerResource({ ...request, ...route, body })
  }

  const model = findModel(route.model) ?? findTunedModel(state, route.model)
  const { version, backend } = route
  if (route.kind === 'get-model') {
    return model ? answerWith(getModel(model, backend)) : refuse(unknownModel(route.model, version, 'getModel'))
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
  const bodyText = bytes.toString('utf8')
  const body = parseObject(bodyText)
  if (body === undefined) return refuse(notJson(), framing)

  const itsSeed = `${seed}:${model.id}:${bodyText}`
  const caches = state.caches
  const call: RememberedCall = { model, backend, body, seed: itsSeed, now, caches, state, version, parent, origin }
  if (method === 'generateContent') {
    const generated = generateContent(call)
    // A client that continues repeats its headers, and has the rest in hand.
    const isContinued = body.continuationToken !== undefined
    const unaryFaults = faults.filter(({ kind }) => kind !== 'continuation' || !isContinued)
    return isFailure(generated) ? refuse(generated) : answerWith(bendBodies([generated], unaryFaults)[0]!)
  }
  if (method === 'streamGenerateContent') {
    const chunks = streamGenerateContent(call)
    if (isFailure(chunks)) return refuse(chunks, framing)
    return { kind: 'stream', framing: framing!, chunks: bendBodies(chunks, faults) }
  }
  return answerWith(METHODS[method](call))
}

/** A tuned model answers as the model that it was made from. */
function findTunedModel(state: EmulatorState, name: string): Model | undefined {
  const tuning = state.tunings.get(`tunedModels/${name}`) ?? state.tunings.get(`tuningJobs/${name.replace(/@.*$/, '')}`)
  return tuning && findModel(tuning.body.baseModel)
}

type Method = keyof typeof METHODS | 'generateContent' | 'streamGenerateContent'

function isMethod(name: string): name is Method {
  return name === 'generateContent' || name === 'streamGenerateContent' || Object.hasOwn(METHODS, name)
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
