import { GEN_AI } from '@loupe-ai/model'
import { count, flag, GEMINI } from '../attributes.ts'
import type { AttributeBag } from '../attributes.ts'
import type { ContentReader, Failure } from '../content-readers.ts'
import { isObject, listAt, numberAt, objectAt, textAt } from '../loose.ts'
import { snapshotConfig } from '../read-request.ts'
import { nameAttributes, resource } from './resource.ts'

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
function operationFailure(operation: unknown): Failure | undefined {
  const error = objectAt(operation, 'error')
  if (error === undefined) return undefined
  const code = numberAt(error, 'code')
  return {
    type: textAt(error, 'status') ?? (code === undefined ? 'operation_failed' : (RPC_CODES[code] ?? String(code))),
    message: textAt(error, 'message') ?? 'the operation failed',
  }
}

/** google.rpc.Code. */
const RPC_CODES: Readonly<Record<number, string>> = {
  1: 'CANCELLED',
  2: 'UNKNOWN',
  3: 'INVALID_ARGUMENT',
  4: 'DEADLINE_EXCEEDED',
  5: 'NOT_FOUND',
  7: 'PERMISSION_DENIED',
  8: 'RESOURCE_EXHAUSTED',
  9: 'FAILED_PRECONDITION',
  10: 'ABORTED',
  13: 'INTERNAL',
  14: 'UNAVAILABLE',
  16: 'UNAUTHENTICATED',
}

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
    return { operation: { name: textAt(operation, 'name') }, config: snapshotConfig(config) }
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
