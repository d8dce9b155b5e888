import type { Context } from 'hono'
import type { ServerEnv } from '../../http/server-env.ts'
import type { OtlpFormat } from './otlp-format.ts'
import { RPC_CODE } from './rpc-status.ts'
import type { TakeOutcome } from './take-traces.ts'

type Failed = Exclude<TakeOutcome, { status: 'stored' }>

/** An answer in one of OTLP/HTTP's encodings. */
export const otlpAnswer = (
  format: OtlpFormat,
  status: number,
  body: Uint8Array<ArrayBuffer> | string,
  headers: Readonly<Record<string, string>> = {},
): Response => new Response(body, { status, headers: { 'content-type': format.contentType, ...headers } })

/** A Status in the encoding of the request (opentelemetry.io/docs/specs/otlp, "Failures"). */
export function otlpFailure(
  format: OtlpFormat,
  status: number,
  code: number,
  message: string,
  retryAfterSeconds?: number,
): Response {
  const headers: Record<string, string> = {}
  if (retryAfterSeconds !== undefined) headers['retry-after'] = String(retryAfterSeconds)
  return otlpAnswer(format, status, format.writeFailure({ code, message }), headers)
}

/** The answer to a request of which nothing was stored. */
export function failureOf(outcome: Failed, format: OtlpFormat): Response {
  const { message } = outcome
  switch (outcome.status) {
    case 'unreadable':
      return otlpFailure(format, 400, RPC_CODE.invalidArgument, message)
    case 'busy':
      return otlpFailure(format, 429, RPC_CODE.resourceExhausted, message, outcome.retryAfterSeconds)
    case 'failed':
      return otlpFailure(format, 503, RPC_CODE.unavailable, message, outcome.retryAfterSeconds)
  }
}

/** What is left of the body is not read, so the connection cannot carry another request. */
export function bodyTooLarge(c: Context<ServerEnv>, format: OtlpFormat, maxBytes: number): Response {
  c.header('connection', 'close')
  const message = `The body is larger than ${maxBytes} bytes after decompression.`
  return otlpFailure(format, 413, RPC_CODE.resourceExhausted, message)
}
