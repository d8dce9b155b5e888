import type { Context, Handler } from 'hono'
import { readBody, type BodyLimits } from '../../http/read-body.ts'
import type { ServerEnv } from '../../http/server-env.ts'
import type { GroupCommit } from '../../ingest/group-commit.ts'
import type { Log } from '../../log.ts'
import { experimentOfHeader } from './choose-experiment.ts'
import { contentEncodingOf, decompressorFor } from './content-encoding.ts'
import { otlpFormatOf, otlpJson, type OtlpFormat } from './otlp-format.ts'
import { RPC_CODE } from './rpc-status.ts'
import { translateRequest, type TranslateParts } from './translate-request.ts'

export interface TraceIntake extends TranslateParts {
  readonly ingest: Pick<GroupCommit, 'submit'>
  readonly limits: BodyLimits
  readonly log: Log
}

const EXPERIMENT_HEADER = 'x-mlflow-experiment-id'

/**
 * `POST /v1/traces`, OTLP/HTTP in both encodings (opentelemetry.io/docs/specs/otlp). Answers 200 only when all spans
 * that were not rejected are stored. Throws an ApiError where the experiment's header is wrong.
 */
export const receiveTraces = ({ experiments, priceCall, ingest, limits, log }: TraceIntake): Handler<ServerEnv> =>
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
    const experimentOfAll = await experimentOfHeader(experiments, c.req.header(EXPERIMENT_HEADER))
    const body = await readBody(c.env.incoming, limits, decompressorFor(encoding))
    switch (body.status) {
      case 'too-large':
        return tooLarge(c, format, limits.maxBytes)
      case 'busy':
        return busy(format, 1)
      case 'broken':
        return failure(format, 400, RPC_CODE.invalidArgument, `The ${encoding} body cannot be read: ${body.reason}.`)
      case 'read':
    }
    try {
      const decoded = format.readRequest(body.bytes)
      if (!decoded.ok) {
        return failure(format, 400, RPC_CODE.invalidArgument, `Not an OTLP trace request: ${decoded.failure.reason}.`)
      }
      const { spans, rejectedSpans, errorMessage } = await translateRequest(
        decoded.value,
        { experiments, priceCall },
        experimentOfAll,
      )
      if (spans.length > 0) {
        const outcome = await ingest.submit({ spans, bytes: body.bytes.length })
        if (outcome.status === 'busy') return busy(format, outcome.retryAfterSeconds)
        if (outcome.status === 'failed') {
          log.error('spans could not be stored', { spans: spans.length, error: String(outcome.error) })
          const message = 'The spans could not be stored; try again.'
          return failure(format, 503, RPC_CODE.unavailable, message, outcome.retryAfterSeconds)
        }
      }
      if (rejectedSpans > 0) log.warn('spans were rejected', { rejectedSpans, reason: errorMessage })
      return answer(format, 200, format.writeResponse({ rejectedSpans, errorMessage }))
    } finally {
      body.release()
    }
  }

function tooLarge(c: Context<ServerEnv>, format: OtlpFormat, maxBytes: number): Response {
  // What is left of the body is not read, so the connection cannot carry another request.
  c.header('connection', 'close')
  const message = `The body is larger than ${maxBytes} bytes after decompression.`
  return failure(format, 413, RPC_CODE.resourceExhausted, message)
}

const busy = (format: OtlpFormat, retryAfterSeconds: number): Response =>
  failure(format, 429, RPC_CODE.resourceExhausted, 'The server is busy; try again.', retryAfterSeconds)

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
