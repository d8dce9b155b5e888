import { GEN_AI, MLFLOW } from '@loupe-ai/model'
import type { AnsweredCall } from './answered-call.ts'
import { count, GEMINI, put } from './attributes.ts'
import type { AttributeBag, MutableBag } from './attributes.ts'
import { isObject, listAt, numberAt } from './loose.ts'
import type { Loose } from './loose.ts'
import { configAttributes, modelName, recordedRequest } from './read-request.ts'
import {
  embeddingAttributes,
  embeddingOutputs,
  recordedResponse,
  requestAttributes,
  responseAttributes,
} from './read-response.ts'
import { recordable } from './recordable.ts'
import { chatTools } from './tool-definitions.ts'
import { readEmbeddingUsage, usageAttributes } from './usage.ts'

/** What is recorded of a kind of call. */
export interface ContentReader {
  /** A snapshot of the arguments, taken now: the SDK changes its caller's objects. */
  inputs(args: readonly unknown[]): unknown
  inputAttributes(args: readonly unknown[]): AttributeBag
  outputs(response: unknown): unknown
  attributes(response: unknown): AttributeBag
  /** For the span of one request only: usage. */
  requestAttributes?(response: unknown): AttributeBag
  /** What went wrong, where the call itself went well and tells of a failure elsewhere. */
  failure?(response: unknown): Failure | undefined
  /** What an answer means beyond its own span. */
  answered?(response: unknown, call: AnsweredCall): void
}

export interface Failure {
  /** `error.type`. */
  readonly type: string
  readonly message: string
}

/** For `{ model, contents, config }`. */
const MODEL_INPUT = {
  inputs: ([params]) => recordedRequest(params),
  inputAttributes: ([params]) => {
    const { model, config }: Loose = isObject(params) ? params : {}
    return modelInputAttributes(model, config)
  },
} as const satisfies Pick<ContentReader, 'inputs' | 'inputAttributes'>

export function modelInputAttributes(model: unknown, config: unknown): MutableBag {
  const bag = configAttributes(config)
  const name = modelName(model)
  put(bag, GEN_AI.requestModel, name)
  put(bag, MLFLOW.model, name)
  put(bag, MLFLOW.chatTools, chatTools(listAt(config, 'tools')))
  return bag
}

export const GENERATE: ContentReader = {
  ...MODEL_INPUT,
  outputs: recordedResponse,
  attributes: responseAttributes,
  requestAttributes,
}

export const EMBED: ContentReader = {
  ...MODEL_INPUT,
  outputs: embeddingOutputs,
  attributes: embeddingAttributes,
  requestAttributes: (response) => usageAttributes(readEmbeddingUsage(response)),
}

export const COUNT: ContentReader = {
  ...MODEL_INPUT,
  outputs: recordable,
  attributes: (response) => ({
    [GEMINI.countedTokens]: count(numberAt(response, 'totalTokens')),
    [GEMINI.countedCachedTokens]: count(numberAt(response, 'cachedContentTokenCount')),
  }),
}
