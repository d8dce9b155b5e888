import type { IncomingHttpHeaders } from 'node:http'
import { invalidKey, missingKey, missingToken } from '../error-body.ts'
import type { ApiFailure } from '../error-body.ts'
import type { Backend } from '../routes.ts'

/**
 * Any key will do, in the header, in the query or as a bearer token, except none at all and those that begin with
 * “invalid”. Keys are neither kept nor logged.
 */
export function checkKey(
  headers: IncomingHttpHeaders,
  query: URLSearchParams,
  backend: Backend,
): ApiFailure | undefined {
  const header = headers['x-goog-api-key']
  const key = (Array.isArray(header) ? header[0] : header) || query.get('key') || ''
  const token = /^Bearer\s+(\S+)/i.exec(headers.authorization ?? '')?.[1] ?? ''
  if (key === '' && token === '') return backend === 'vertex' ? missingToken() : missingKey()
  return /^invalid/i.test(key) ? invalidKey() : undefined
}
