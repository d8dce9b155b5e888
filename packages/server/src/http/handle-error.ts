import { RequestError } from '@hono/node-server'
import type { Context } from 'hono'
import type { Log } from '../log.ts'
import { ApiError } from './api-error.ts'
import { asApiError } from './as-api-error.ts'
import { jsonAnswer } from './json-answer.ts'
import type { ServerEnv } from './server-env.ts'

/** The one place where an error becomes a status. What has no ApiError is a bug: logged whole, answered without it. */
export const handleError =
  (log: Log) =>
  (error: Error, c: Context<ServerEnv>): Response => {
    const known = asApiError(error)
    if (known !== undefined) return errorAnswer(known)
    const requestId = c.get('requestId')
    log.error('a request failed', {
      requestId,
      method: c.req.method,
      path: withoutSecret(c.req.path),
      error: error.stack ?? String(error),
    })
    return errorAnswer(new ApiError('INTERNAL_ERROR', `Internal error; the server's log has it under ${requestId}.`))
  }

/** A signed address is a permission: whoever reads the log shall not have it. */
const withoutSecret = (path: string): string => path.replace(/(\/signed\/).*/, '$1…')

/** For what never reached a route: a target or a Host header that makes no URL. */
export const answerUnroutable =
  (log: Log) =>
  (error: unknown): Response => {
    if (error instanceof RequestError) return errorAnswer(new ApiError('BAD_REQUEST', `${error.message}.`))
    log.error('a request failed before its route', { error: error instanceof Error ? error.stack : String(error) })
    return errorAnswer(new ApiError('INTERNAL_ERROR', 'Internal error; the server has logged it.'))
  }

const RETRY_AFTER: Readonly<Record<string, string>> = { 'retry-after': '1' }

/** MLflow's JSON shape; a refusal for now says when to come again. */
export function errorAnswer(error: ApiError): Response {
  const headers = error.status === 429 || error.status === 503 ? RETRY_AFTER : {}
  return jsonAnswer({ error_code: error.code, message: error.message, ...error.place }, error.status, headers)
}
