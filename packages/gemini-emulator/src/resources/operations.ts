import { answerWith } from '../http/http-answer.ts'
import type { HttpAnswer } from '../http/http-answer.ts'
import { keep } from '../state/emulator-state.ts'
import type { EmulatorState } from '../state/emulator-state.ts'
import type { ResourceCall, ResourceRow } from './resource-call.ts'

/** A long-running operation as its polls show it: gemini-api.md §13. */
export interface OperationBody {
  name: string
  metadata?: object
  done: boolean
  response?: object
  error?: { code: number; message: string }
}

export interface StoredOperation {
  name: string
  metadata?: object
  /** Polls until it is done. */
  pollsLeft: number
  result: { response: object } | { error: { code: number; message: string } }
}

/** Polls after which work of the emulator is done. */
export const USUAL_POLLS = 2

/** operations.get, of whatever kind. */
export const OPERATION_ROWS: readonly ResourceRow[] = [['GET', /^(.+\/operations\/[^/:]+)$/, getOperation]]

export function keepOperation(state: EmulatorState, operation: StoredOperation): OperationBody {
  keep(state.operations, operation.name, operation)
  return operationBody(operation)
}

/** The next look at an operation, which brings it nearer to its end; nothing when there is none of this name. */
export function pollOperation(state: EmulatorState, name: string): OperationBody | undefined {
  const operation = state.operations.get(name)
  if (!operation) return undefined
  if (operation.pollsLeft > 0) operation.pollsLeft--
  return operationBody(operation)
}

function operationBody({ name, metadata, pollsLeft, result }: StoredOperation): OperationBody {
  const isDone = pollsLeft === 0
  return { name, ...(metadata && { metadata }), done: isDone, ...(isDone && result) }
}

function getOperation({ state, parent }: ResourceCall, path = ''): HttpAnswer {
  const found = pollOperation(state, `${parent}${path}`)
  return answerWith(found ?? { code: 404, status: 'NOT_FOUND', message: `Operation not found: ${parent}${path}` })
}
