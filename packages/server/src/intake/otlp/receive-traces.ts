import type { IncomingMessage } from 'node:http'
import type { Handler } from 'hono'
import { clientOf } from '../../http/client-of.ts'
import { readBody, type BodyLimits, type BodyResult } from '../../http/read-body.ts'
import type { ServerEnv } from '../../http/server-env.ts'
import type { Client } from '../../ingest/client.ts'
import { type ContentEncoding, contentEncodingOf, decompressorFor } from '../../http/content-encoding.ts'
import { bodyTooLarge, failureOf, otlpAnswer, otlpFailure } from './otlp-answer.ts'
import { otlpFormatOf, otlpJson, type OtlpFormat } from './otlp-format.ts'
import { codeOf, readOrigin } from './read-origin.ts'
import { RPC_CODE } from './rpc-status.ts'
import {
  busy,
  outcomeOf,
  type RequestOrigin,
  type SubmittedTraces,
  submitTraces,
  type TakeOutcome,
  type TakeParts,
} from './take-traces.ts'

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
      return otlpFailure(otlpJson, 415, RPC_CODE.unimplemented, message)
    }
    const encoding = contentEncodingOf(c.req.header('content-encoding'))
    if (encoding === undefined) {
      return otlpFailure(format, 415, RPC_CODE.unimplemented, 'Content-Encoding must be gzip, deflate or identity.')
    }
    const client = clientOf(c.env.incoming.socket)
    const origin = await readOrigin((name) => c.req.header(name), parts.experiments)
    if (!origin.ok) return otlpFailure(format, origin.isMissing ? 404 : 400, codeOf(origin), origin.message)
    const read = await readAndSubmit(c.env.incoming, { format, encoding, client, origin: origin.said }, limits, parts)
    switch (read.status) {
      case 'too-large':
        return bodyTooLarge(c, format, limits.maxBytes)
      case 'busy':
        return failureOf(busy(1), format)
      case 'broken':
        return otlpFailure(
          format,
          400,
          RPC_CODE.invalidArgument,
          `The ${encoding} body cannot be read: ${read.reason}.`,
        )
      case 'submitted':
        return answerTo(await outcomeOf(read.submitted, parts.log), format)
    }
  }

interface TraceRequest {
  readonly format: OtlpFormat
  readonly encoding: ContentEncoding
  readonly client: Client
  readonly origin: RequestOrigin
}

type Read =
  | Exclude<BodyResult, { status: 'read' }>
  | { readonly status: 'submitted'; readonly submitted: SubmittedTraces }

/** A function of its own: the body must not stay in memory while its commit is waited for. */
async function readAndSubmit(
  incoming: IncomingMessage,
  { format, encoding, client, origin }: TraceRequest,
  limits: BodyLimits,
  parts: TakeParts,
): Promise<Read> {
  const body = await readBody(incoming, limits, decompressorFor(encoding))
  if (body.status !== 'read') return body
  try {
    const { bytes } = body
    const submitted = await submitTraces(() => format.openRequest(bytes), bytes.length, client, origin, parts)
    return { status: 'submitted', submitted }
  } finally {
    body.release()
  }
}

const answerTo = (outcome: TakeOutcome, format: OtlpFormat): Response =>
  outcome.status === 'stored'
    ? otlpAnswer(format, 200, format.writeResponse(outcome.response))
    : failureOf(outcome, format)
