import { GEN_AI } from '@loupe-ai/model'
import { count, decimal, flag, GEMINI, put, text } from './attributes.ts'
import type { MutableBag } from './attributes.ts'
import { isObject, listAt, objectAt, textAt } from './loose.ts'
import type { Loose } from './loose.ts'
import { recordableNow } from './recordable.ts'
import { isCallableTool, recordedTool } from './tool-definitions.ts'

/** What is recorded of `{ model, contents, config }`, to go into a span at once: the SDK changes its caller's objects. */
export function recordedRequest(params: unknown): { model?: unknown; contents?: unknown; config?: unknown } {
  if (!isObject(params)) return {}
  return {
    model: recordableNow(params['model']),
    contents: recordableNow(params['contents']),
    config: recordedConfig(params['config']),
  }
}

/** A config without what is no content or secret: signals, headers, fetch functions, credentials. Undefined when empty. */
export function recordedConfig(config: unknown): Loose | undefined {
  if (!isObject(config)) return undefined
  const fields: [string, unknown][] = []
  for (const key of Object.keys(config)) {
    const value = recordedField(key, config[key])
    if (value !== undefined) fields.push([key, value])
  }
  return fields.length === 0 ? undefined : Object.fromEntries(fields)
}

function recordedField(key: string, value: unknown): unknown {
  if (key === 'abortSignal' || value === undefined) return undefined
  if (key === 'tools') return Array.isArray(value) ? value.map(recordedTool) : undefined
  return key === 'httpOptions' ? recordedHttpOptions(value) : recordableNow(value)
}

function recordedHttpOptions(options: unknown): unknown {
  if (!isObject(options)) return undefined
  const { apiVersion, timeout, retryOptions, extraBody } = options
  const kept = Object.entries({ apiVersion, timeout, retryOptions, extraBody }).filter(
    ([, value]) => value !== undefined,
  )
  return kept.length === 0 ? undefined : recordableNow(Object.fromEntries(kept))
}

/** OpenTelemetry's names for the parameters of a request (gemini-sdk.md §4.1), and ours for the rest. */
export function configAttributes(config: unknown): MutableBag {
  const bag: MutableBag = {}
  if (!isObject(config)) return bag
  const thinking = objectAt(config, 'thinkingConfig')
  const choices = config['candidateCount']
  put(bag, GEN_AI.temperature, decimal(config['temperature']))
  put(bag, GEN_AI.topP, decimal(config['topP']))
  put(bag, GEN_AI.topK, count(config['topK']))
  put(bag, GEN_AI.maxTokens, count(config['maxOutputTokens']))
  put(bag, GEN_AI.presencePenalty, decimal(config['presencePenalty']))
  put(bag, GEN_AI.frequencyPenalty, decimal(config['frequencyPenalty']))
  put(bag, GEN_AI.seed, count(config['seed']))
  put(bag, GEN_AI.stopSequences, texts(listAt(config, 'stopSequences')))
  put(bag, GEN_AI.choiceCount, choices === 1 ? undefined : count(choices))
  put(bag, GEN_AI.outputType, outputType(config))
  put(bag, GEN_AI.reasoningLevel, textAt(thinking, 'thinkingLevel'))
  put(bag, GEMINI.thinkingBudget, count(thinking?.['thinkingBudget']))
  put(bag, GEMINI.includeThoughts, flag(thinking?.['includeThoughts']))
  put(bag, GEMINI.cachedContent, text(config['cachedContent']))
  put(bag, GEMINI.serviceTier, text(config['serviceTier']))
  return bag
}

/** `models/gemini-x` and `gemini-x` are one model. */
export const modelName = (model: unknown): string | undefined =>
  typeof model !== 'string' ? undefined : model.startsWith('models/') ? model.slice('models/'.length) : model

/** Whether the SDK will run the tools itself: a callable tool is there and nothing switches the loop off (§4.5). */
export function callsFunctions(config: unknown): boolean {
  if (!listAt(config, 'tools').some(isCallableTool)) return false
  const automatic = objectAt(config, 'automaticFunctionCalling')
  if (automatic?.['disable']) return false
  const limit = automatic?.['maximumRemoteCalls']
  return limit === undefined || limit === null || (Number.isInteger(limit) && Number(limit) > 0)
}

function outputType(config: Loose): string | undefined {
  const mimeType = textAt(config, 'responseMimeType')
  if (config['responseSchema'] || config['responseJsonSchema'] || mimeType === 'application/json') return 'json'
  const modalities = listAt(config, 'responseModalities')
  if (modalities.includes('IMAGE')) return 'image'
  if (modalities.includes('AUDIO')) return 'speech'
  return modalities.includes('TEXT') || mimeType?.startsWith('text/') === true ? 'text' : undefined
}

const texts = (values: readonly unknown[]): string[] | undefined => {
  const strings = values.filter((value) => typeof value === 'string')
  return strings.length === 0 ? undefined : strings
}
