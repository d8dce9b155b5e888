import { GEN_AI, MLFLOW } from '@loupe-ai/model'
import { KEEP } from '../../../capture/edited.ts'
import { plainCopy } from '../../../capture/plain-copy.ts'
import type { AttributeBag } from '../attributes.ts'
import { isObject, numberAt, objectAt, textAt } from '../loose.ts'
import { chatTools } from '../tool-definitions.ts'
import { readUsage, usageAttributes, usageDetailAttributes } from '../usage.ts'

/** What is asked of a session: no callbacks, no handles with which somebody could resume it. */
export const recordableParams = (params: unknown): unknown => {
  if (!isObject(params)) return params
  return plainCopy({ model: params['model'], config: params['config'] }, (key) =>
    key === 'handle' || key === 'httpOptions' ? '[redacted]' : KEEP,
  )
}

/** A message of the client as it is recorded: sound and pictures by type and size, a session may bring hours of them. */
export const recordableInput = (message: unknown): unknown => plainCopy(message, replaceMedia)

function replaceMedia(key: string, value: unknown): unknown {
  if (key === 'thoughtSignature' && typeof value === 'string') return { present: true, length: value.length }
  return key === 'data' && typeof value === 'string' ? { bytes: bytesOf(value) } : KEEP
}

export const bytesOf = (base64: string): number =>
  Math.floor((base64.length * 3) / 4) - (base64.endsWith('==') ? 2 : base64.endsWith('=') ? 1 : 0)

export function sessionAttributes(params: unknown): AttributeBag {
  const model = textAt(params, 'model')?.replace(/^.*models\//, '')
  const tools = objectAt(params, 'config')?.['tools']
  return {
    [GEN_AI.operationName]: 'realtime_inference',
    [GEN_AI.requestModel]: model,
    [MLFLOW.model]: model,
    [MLFLOW.chatTools]: Array.isArray(tools) ? chatTools(tools) : undefined,
  }
}

/** Live counts responses where others count candidates. */
export function liveUsageAttributes(metadata: unknown): AttributeBag {
  if (!isObject(metadata)) return {}
  const usage = {
    ...metadata,
    candidatesTokenCount: numberAt(metadata, 'responseTokenCount') ?? numberAt(metadata, 'candidatesTokenCount'),
    candidatesTokensDetails: metadata['responseTokensDetails'] ?? metadata['candidatesTokensDetails'],
  }
  return { ...usageAttributes(readUsage(usage)), ...usageDetailAttributes(usage) }
}
