import type { Answer } from './send.ts'
import type { SentRequest } from './sent-request.ts'

/** A server that is asked too much at once may say so, with the moment to come again. */
const COME_AGAIN = new Set([429, 503])

/** What is wrong with an answer; undefined when it is one that a client can live with. */
export function complaintOf(sent: SentRequest, { status, headers, body }: Answer): string | undefined {
  if (COME_AGAIN.has(status)) return headers['retry-after'] === undefined ? `${status} without Retry-After` : undefined
  if (status === 501 || status < 400) return undefined
  if (status >= 500) return `the status is ${status}`
  if (sent.path.startsWith('/v1/'))
    return body.length === 0 && sent.method !== 'HEAD' ? 'a refusal without a word' : undefined
  return errorShapeComplaint(body)
}

function errorShapeComplaint(body: Buffer): string | undefined {
  let error: { error_code?: unknown; message?: unknown }
  try {
    error = JSON.parse(body.toString()) as typeof error
  } catch {
    return 'the body of a refusal is no JSON'
  }
  const { error_code: code, message } = error
  if (typeof code !== 'string' || typeof message !== 'string' || message === '') {
    return 'a refusal without error_code or message'
  }
  const named = /for (?:required )?parameter '([^']*)'/.exec(message)?.[1]
  return named === '' || named === 'request' ? 'the refusal does not name the field' : undefined
}
