import { parseJson, stringifyJson } from '@loupe-ai/wire'

import type { OutgoingRequest, RequestFailure, SendRequest } from './send-request.ts'

interface JsonCall {
  readonly method: OutgoingRequest['method']
  /** From the server's root, e.g. `/api/3.0/mlflow/traces`. */
  readonly path: string
  /** Of a GET: in the query. Else the body. */
  readonly fields?: Readonly<Record<string, unknown>>
}

type JsonReply =
  | { readonly ok: true; readonly value: Readonly<Record<string, unknown>>; readonly headers: Headers }
  | RequestFailure

/** Asks a REST API in JSON; an empty answer is an empty object. Never rejects. */
export type CallJson = (call: JsonCall, signal: AbortSignal) => Promise<JsonReply>

export interface Connection {
  /** Without a final slash. */
  readonly baseUrl: string
  readonly headers: Readonly<Record<string, string>>
}

/** `connection` is asked before each call, because a token may have to be renewed. */
export const jsonCaller = (
  send: SendRequest,
  connection: (signal: AbortSignal) => Promise<Connection | RequestFailure>,
): CallJson =>
  async function callJson({ method, path, fields }, signal) {
    const to = await connection(signal)
    if ('ok' in to) return to
    const query = method === 'GET' && fields !== undefined ? `?${queryOf(fields)}` : ''
    const hasBody = method !== 'GET' && fields !== undefined
    const reply = await send(
      {
        method,
        url: to.baseUrl + path + query,
        headers: { ...to.headers, ...(hasBody && { 'content-type': 'application/json' }) },
        ...(hasBody && { body: stringifyJson(fields) }),
      },
      signal,
    )
    if (!reply.ok) return reply
    const value = objectOf(new TextDecoder().decode(reply.bytes))
    if (value !== undefined) return { ok: true, value, headers: reply.headers }
    const reason = `the answer of ${method} ${path} is not a JSON object`
    return { ok: false, status: reply.status, code: 'MALFORMED_ANSWER', reason, isRetryable: false }
  }

const queryOf = (fields: Readonly<Record<string, unknown>>): string =>
  new URLSearchParams(Object.entries(fields).map(([key, value]): [string, string] => [key, String(value)])).toString()

function objectOf(text: string): Readonly<Record<string, unknown>> | undefined {
  if (text.trim() === '') return {}
  try {
    const value = parseJson(text)
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Readonly<Record<string, unknown>>)
      : undefined
  } catch {
    return undefined
  }
}
