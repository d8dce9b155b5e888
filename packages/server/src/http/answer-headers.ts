import { randomUUID } from 'node:crypto'
import type { MiddlewareHandler } from 'hono'
import { LOUPE_VERSION } from '../version.ts'
import type { ServerEnv } from './server-env.ts'

const HEADERS: Readonly<Record<string, string>> = {
  'x-loupe-version': LOUPE_VERSION,
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'no-referrer',
  'cross-origin-resource-policy': 'same-origin',
  'cross-origin-opener-policy': 'same-origin',
}

/** Nothing may be loaded, run or framed: the policy of every answer that brings no policy of its own. */
const NO_CONTENT_POLICY = "default-src 'none'; frame-ancestors 'none'"

/** Headers of every answer, refusals included. */
export const answerHeaders: MiddlewareHandler<ServerEnv> = async function answerHeaders(c, next) {
  c.set('requestId', randomUUID())
  await next()
  const { headers } = c.res
  for (const name of Object.keys(HEADERS)) headers.set(name, HEADERS[name]!)
  if (!headers.has('content-security-policy')) headers.set('content-security-policy', NO_CONTENT_POLICY)
}
