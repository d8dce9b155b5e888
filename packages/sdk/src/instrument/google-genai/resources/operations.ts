import { GEN_AI } from '@loupe-ai/model'
import { count, flag, GEMINI } from '../attributes.ts'
import type { AttributeBag } from '../attributes.ts'
import type { ContentReader, Failure } from '../content-readers.ts'
import { isObject, listAt, numberAt, objectAt, textAt } from '../loose.ts'
import { recordedConfig } from '../read-request.ts'
import { nameAttributes, resource } from './resource.ts'
import { rpcFailure } from './rpc-failure.ts'

/** Something that goes on at the service. Its name, an attribute of its submission and of every poll, links these spans. */
function operationAttributes(operation: unknown): AttributeBag {
  const response = objectAt(operation, 'response')
  const filtered = numberAt(response, 'raiMediaFilteredCount')
  return {
    [GEMINI.operationName]: textAt(operation, 'name'),
    [GEMINI.operationDone]: flag(isObject(operation) ? operation['done'] : undefined),
    [GEMINI.mediaCount]: response && count(listAt(response, 'generatedVideos').length || undefined),
    [GEMINI.mediaFilteredCount]: filtered === 0 ? undefined : count(filtered),
  }
}

/** The promise of a poll does not reject when the operation failed (gemini-sdk.md §6). */
const operationFailure = (operation: unknown): Failure | undefined => rpcFailure(objectAt(operation, 'error'))

/** A method whose answer is an operation that it began. */
export const OPERATION: ContentReader = resource({
  attributes: operationAttributes,
  failure: operationFailure,
  answered(operation, { memory }) {
    const name = textAt(operation, 'name')
    if (name !== undefined) memory.operationSubmitted(name)
  },
})

export const VIDEOS: ContentReader = {
  ...OPERATION,
  inputAttributes: ([params]) => ({ ...nameAttributes(params), [GEN_AI.outputType]: 'video' }),
}

/** A look at an operation. Its span tells the whole duration once: the first time that the operation is done. */
export const POLL: ContentReader = resource({
  inputs: ([params]) => {
    const { config, operation } = isObject(params) ? params : {}
    return { operation: { name: textAt(operation, 'name') }, config: recordedConfig(config) }
  },
  inputAttributes: ([params]) => ({ [GEMINI.operationName]: textAt(objectAt(params, 'operation'), 'name') }),
  attributes: operationAttributes,
  failure: operationFailure,
  answered(operation, { memory, span }) {
    const name = textAt(operation, 'name')
    if (name === undefined || !isObject(operation) || operation['done'] !== true) return
    span.setAttribute(GEMINI.operationMillis, memory.operationDone(name))
  },
})
