import { isUtf8 } from 'node:buffer'
import { parseJson } from '@loupe-ai/wire'
import type { Context } from 'hono'
import { ApiError } from '../http/api-error.ts'
import { contentEncodingOf, decompressorFor } from '../http/content-encoding.ts'
import { readBody, type BodyLimits } from '../http/read-body.ts'
import type { ServerEnv } from '../http/server-env.ts'

/** MLflow's server does not look at the type of others, and some clients give DELETE and PATCH none. */
const CHECKED_METHODS = ['POST', 'PUT']

/** The fields of a JSON body; none for an empty one. Throws an ApiError as MLflow's server does (mlflow-wire.md §1.3). */
export async function readJsonBody(c: Context<ServerEnv>, limits: BodyLimits): Promise<Record<string, unknown>> {
  if (CHECKED_METHODS.includes(c.req.method)) checkContentType(c)
  const encoding = contentEncodingOf(c.req.header('content-encoding'))
  if (encoding === undefined) {
    throw new ApiError('INVALID_PARAMETER_VALUE', 'Content-Encoding must be gzip, deflate or identity.', 415)
  }
  const body = await readBody(c.env.incoming, limits, decompressorFor(encoding))
  if (body.status === 'too-large') {
    c.header('connection', 'close')
    throw new ApiError('INVALID_PARAMETER_VALUE', `The body is larger than ${limits.maxBytes} bytes.`, 413)
  }
  if (body.status === 'busy') throw new ApiError('REQUEST_LIMIT_EXCEEDED', 'The server is busy; try again.')
  if (body.status === 'broken') throw invalid(`The body cannot be read: ${body.reason}.`)
  try {
    if (!isUtf8(body.bytes)) throw invalid('The body is not JSON: it is not UTF-8.')
    return fieldsOf(body.bytes.toString('utf8').replace(BYTE_ORDER_MARK, ''))
  } finally {
    body.release()
  }
}

const BYTE_ORDER_MARK = /^\uFEFF/

function checkContentType(c: Context<ServerEnv>): void {
  const type = c.req.header('content-type')
  if (type === undefined) throw invalid('Bad Request. Content-Type header is missing.')
  if (type.split(';')[0]!.trim().toLowerCase() !== 'application/json') {
    throw invalid("Bad Request. Content-Type must be one of ['application/json'].")
  }
}

function fieldsOf(text: string): Record<string, unknown> {
  if (text.trim() === '') return {}
  const value = parsed(text)
  // Old Java clients send JSON within a JSON string.
  const fields = typeof value === 'string' ? parsed(value) : value
  if (typeof fields !== 'object' || fields === null || Array.isArray(fields)) {
    throw invalid('The body must be a JSON object.')
  }
  return fields as Record<string, unknown>
}

function parsed(text: string): unknown {
  try {
    return parseJson(text)
  } catch (error) {
    throw invalid(`The body is not JSON: ${error instanceof Error ? error.message : String(error)}.`)
  }
}

const invalid = (message: string): ApiError => new ApiError('INVALID_PARAMETER_VALUE', message)
