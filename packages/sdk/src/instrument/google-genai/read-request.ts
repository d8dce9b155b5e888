import { GEN_AI } from '@loupe-ai/model'
import { count, decimal, flag, GEMINI, text } from './attributes.ts'
import type { AttributeBag } from './attributes.ts'
import { isObject, listAt, objectAt, textAt } from './loose.ts'
import type { Loose } from './loose.ts'
import { recordable } from './recordable.ts'
import { isCallableTool, recordableTool } from './tool-definitions.ts'

/** What is recorded of `{ model, contents, config }`: a snapshot, because the SDK changes its caller's objects. */
export function snapshotRequest(params: unknown): { model?: unknown; contents?: unknown; config?: unknown } {
  if (!isObject(params)) return {}
  const config = snapshotConfig(params['config'])
  return {
    model: recordable(params['model']),
    contents: recordable(params['contents']),
    ...(config !== undefined && { config }),
  }
}

/** A config without what is no content or secret: signals, headers, fetch functions, credentials. Undefined when empty. */
export function snapshotConfig(config: unknown): Loose | undefined {
  if (!isObject(config)) return undefined
  const { abortSignal: _, httpOptions, tools, ...rest } = config
  const snapshot: Record<string, unknown> = {
    ...(recordable(rest) as object),
    ...(Array.isArray(tools) && { tools: tools.map(recordableTool) }),
  }
  const http = snapshotHttpOptions(httpOptions)
  if (http !== undefined) snapshot['httpOptions'] = http
  return Object.keys(snapshot).length === 0 ? undefined : snapshot
}

function snapshotHttpOptions(options: unknown): unknown {
  if (!isObject(options)) return undefined
  const { apiVersion, timeout, retryOptions, extraBody } = options
  const kept = Object.entries({ apiVersion, timeout, retryOptions, extraBody }).filter(
    ([, value]) => value !== undefined,
  )
  return kept.length === 0 ? undefined : recordable(Object.fromEntries(kept))
}

/** OpenTelemetry's names for the parameters of a request (gemini-sdk.md §4.1), and ours for the rest. */
export function configAttributes(config: unknown): AttributeBag {
  if (!isObject(config)) return {}
  const thinking = objectAt(config, 'thinkingConfig')
  const choices = config['candidateCount']
  return {
    [GEN_AI.temperature]: decimal(config['temperature']),
    [GEN_AI.topP]: decimal(config['topP']),
    [GEN_AI.topK]: count(config['topK']),
    [GEN_AI.maxTokens]: count(config['maxOutputTokens']),
    [GEN_AI.presencePenalty]: decimal(config['presencePenalty']),
    [GEN_AI.frequencyPenalty]: decimal(config['frequencyPenalty']),
    [GEN_AI.seed]: count(config['seed']),
    [GEN_AI.stopSequences]: texts(listAt(config, 'stopSequences')),
    [GEN_AI.choiceCount]: choices === 1 ? undefined : count(choices),
    [GEN_AI.reasoningLevel]: textAt(thinking, 'thinkingLevel'),
    [GEN_AI.outputType]: outputType(config),
    [GEMINI.thinkingBudget]: count(thinking?.['thinkingBudget']),
    [GEMINI.includeThoughts]: flag(thinking?.['includeThoughts']),
    [GEMINI.cachedContent]: text(config['cachedContent']),
    [GEMINI.serviceTier]: text(config['serviceTier']),
  }
}

/** `models/gemini-x` and `gemini-x` are one model. */
export const modelName = (model: unknown): string | undefined =>
  typeof model === 'string' ? model.replace(/^models\//, '') : undefined

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
