import {
  deadlineExceeded,
  errorBody,
  internalError,
  invalidArgument,
  overloaded,
  quotaExceeded,
} from '../error-body.ts'
import type { ApiFailure } from '../error-body.ts'
import type { HttpAnswer } from '../http/http-answer.ts'
import type { Fault } from './fault-kinds.ts'

const PROXY_PAGE =
  '<!DOCTYPE html>\n<html lang=en>\n<title>Error 502 (Server Error)!!1</title>\n<p><b>502.</b> The server encountered a ' +
  'temporary error and could not complete your request.</p>\n</html>\n'

const JSON_TYPE = 'application/json; charset=UTF-8'

/** The whole answer that a fault gives instead of the real one, if it gives one. `model` is named in quota errors. */
export function faultAnswer(fault: Fault, model: string): HttpAnswer | undefined {
  const failure = failureOf(fault, model)
  if (failure) return { kind: 'failure', failure }
  switch (fault.kind) {
    case '502':
      return { kind: 'raw', status: 502, contentType: 'text/html; charset=UTF-8', text: PROXY_PAGE }
    case 'error-text':
      return {
        kind: 'raw',
        status: 503,
        contentType: 'text/plain',
        text: JSON.stringify(errorBody(overloaded()), undefined, 2),
      }
    case 'error-array': {
      const failure = { ...invalidArgument('Request contains an invalid argument.') }
      const errors = [{ message: failure.message, domain: 'global', reason: 'badRequest' }]
      const text = JSON.stringify([{ error: { ...errorBody(failure).error, errors } }], undefined, 2)
      return { kind: 'raw', status: 400, contentType: JSON_TYPE, text }
    }
    case 'empty-body':
      return { kind: 'raw', status: 200, contentType: JSON_TYPE, text: '' }
    default:
      return undefined
  }
}

function failureOf({ kind, argument }: Fault, model: string): ApiFailure | undefined {
  switch (kind) {
    case '400':
      return invalidArgument('Request contains an invalid argument.')
    case '403':
      return { code: 403, status: 'PERMISSION_DENIED', message: 'The caller does not have permission' }
    case '404':
      return { code: 404, status: 'NOT_FOUND', message: 'Requested entity was not found.' }
    case '429':
      return quotaExceeded(model, Number(argument) || 0)
    case '500':
      return internalError()
    case '503':
      return overloaded()
    case '504':
      return deadlineExceeded()
    default:
      return undefined
  }
}
