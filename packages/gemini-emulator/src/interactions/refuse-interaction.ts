import type { ApiFailure } from '../error-body.ts'
import type { HttpAnswer } from '../http/http-answer.ts'

const CODES: Readonly<Record<number, string>> = { 400: 'invalid_request', 404: 'not_found' }

/** A refusal as this API words it: `code` is a word, and there is no `status` (gemini-api.md §17). */
export function refuseInteraction({ code, message }: Pick<ApiFailure, 'code' | 'message'>): HttpAnswer {
  const body = { error: { message, code: CODES[code] ?? 'internal' } }
  return { kind: 'raw', status: code, contentType: 'application/json; charset=UTF-8', text: JSON.stringify(body) }
}
