import type { Context, Handler } from 'hono'
import { clientOf } from '../../http/client-of.ts'
import { readBody, type BodyLimits } from '../../http/read-body.ts'
import type { ServerEnv } from '../../http/server-env.ts'
import { contentEncodingOf, decompressorFor } from './content-encoding.ts'
import { otlpFormatOf, otlpJson, type OtlpFormat } from './otlp-format.ts'
import { codeOf, readOrigin } from './read-origin.ts'
import { RPC_CODE } from './rpc-status.ts'
import { busy, takeTraces, type TakeOutcome, type TakeParts } from './take-traces.ts'

export interface TraceIntake extends TakeParts {
  readonly limits: BodyLimits
}

/**
 * `POST /v1/traces`, OTLP/HTTP in both encodings (opentelemetry.io/docs/specs/otlp). Answers 200 only when all spans
 * that were not rejected are stored. Every failure is a Status in the encoding of the request, as OTLP has it, also where
 * MLflow would answer in its own form.
 */
export const receiveTraces = ({ limits, ...parts }: TraceIntake): Handler<ServerEnv> =>
  async function receiveTraces(c) {
    const format = otlpFormatOf(c.req.header('content-type'))
    if (format === undefined) {
      const message = 'Content-Type must be application/x-protobuf or application/json.'
      return failure(otlpJson, 415, RPC_CODE.unimplemented, message)
    }
    const encoding = contentEncodingOf(c.req.header('content-encoding'))
    if (encoding === undefined) {
      return failure(format, 415, RPC_CODE.unimplemented, 'Content-Encoding must be gzip, deflate or identity.')
    }
    const client = clientOf(c.env.incoming.socket)
    const origin = await readOrigin((name) => c.req.header(name), parts.experiments)
    if (!origin.ok) return failure(format, origin.isMissing ? 404 : 400, codeOf(origin), origin.message)
    const body = await readBody(c.env.incoming, limits, decompressorFor(encoding))
    switch (body.status) {
      case 'too-large':
        return tooLarge(c, format, limits.maxBytes)
      case 'busy':
        return answerTo(busy(1), format)
      case 'broken':
        return failure(format, 400, RPC_CODE.invalidArgument, `The ${encoding} body cannot be read: ${body.reason}.`)
      case 'read':
    }
    try {
      return answerTo(
        await takeTraces(() => format.openRequest(body.bytes), body.bytes.length, client, origin.said, parts),
        format,
      )
    } finally {
      body.release()
    }
  }

function answerTo(outcome: TakeOutcome, format: OtlpFormat): Response {
  switch (outcome.status) {
    case 'stored':
      return answer(format, 200, format.writeResponse(outcome.response))
    case 'unreadable':
      return failure(format, 400, RPC_CODE.invalidArgument, outcome.message)
    case 'busy':
      return failure(format, 429, RPC_CODE.resourceExhausted, outcome.message, outcome.retryAfterSeconds)
    case 'failed':
      return failure(format, 503, RPC_CODE.unavailable, outcome.message, outcome.retryAfterSeconds)
  }
}

function tooLarge(c: Context<ServerEnv>, format: OtlpFormat, maxBytes: number): Response {
  // What is left of the body is not read, so the connection cannot carry another request.
  c.header('connection', 'close')
  const message = `The body is larger than ${maxBytes} bytes after decompression.`
  return failure(format, 413, RPC_CODE.resourceExhausted, message)
}

function failure(
  format: OtlpFormat,
  status: number,
  code: number,
  message: string,
  retryAfterSeconds?: number,
): Response {
  const headers: Record<string, string> = {}
  if (retryAfterSeconds !== undefined) headers['retry-after'] = String(retryAfterSeconds)
  return answer(format, status, format.writeFailure({ code, message }), headers)
}

const answer = (
  format: OtlpFormat,
  status: number,
  body: Uint8Array<ArrayBuffer> | string,
  headers: Readonly<Record<string, string>> = {},
): Response => new Response(body, { status, headers: { 'content-type': format.contentType, ...headers } })
