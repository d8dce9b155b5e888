import {
  readLogsRequest,
  readLogsRequestJson,
  writeLogsResponse,
  writeLogsResponseJson,
  type OtlpDecoded,
  type OtlpLogsRequest,
} from '@loupe-ai/wire'
import type { Handler } from 'hono'
import { readBody, type BodyLimits } from '../../http/read-body.ts'
import type { ServerEnv } from '../../http/server-env.ts'
import { contentEncodingOf, decompressorFor } from '../../http/content-encoding.ts'
import { bodyTooLarge, failureOf, otlpAnswer, otlpFailure } from './otlp-answer.ts'
import { otlpFormatOf, otlpJson, type OtlpFormat } from './otlp-format.ts'
import { RPC_CODE } from './rpc-status.ts'
import { takeLogs, type TakeLogsParts } from './take-logs.ts'
import { busy } from './take-traces.ts'

export interface LogsIntake extends TakeLogsParts {
  readonly limits: BodyLimits
}

/**
 * `POST /v1/logs`, OTLP/HTTP in both encodings, as `/v1/traces` answers. Answers 200 only when all records that were not
 * rejected are stored.
 */
export const receiveLogs = ({ limits, ...parts }: LogsIntake): Handler<ServerEnv> =>
  async function receiveLogs(c) {
    const format = otlpFormatOf(c.req.header('content-type'))
    if (format === undefined) {
      const message = 'Content-Type must be application/x-protobuf or application/json.'
      return otlpFailure(otlpJson, 415, RPC_CODE.unimplemented, message)
    }
    const encoding = contentEncodingOf(c.req.header('content-encoding'))
    if (encoding === undefined) {
      return otlpFailure(format, 415, RPC_CODE.unimplemented, 'Content-Encoding must be gzip, deflate or identity.')
    }
    const body = await readBody(c.env.incoming, limits, decompressorFor(encoding))
    switch (body.status) {
      case 'too-large':
        return bodyTooLarge(c, format, limits.maxBytes)
      case 'busy':
        return failureOf(busy(1), format)
      case 'broken':
        return failureOf(
          { status: 'unreadable', message: `The ${encoding} body cannot be read: ${body.reason}.` },
          format,
        )
      case 'read':
    }
    try {
      const outcome = await takeLogs(() => readIn(format, body.bytes), parts)
      if (outcome.status !== 'stored') return failureOf(outcome, format)
      const write = format === otlpJson ? writeLogsResponseJson : writeLogsResponse
      return otlpAnswer(format, 200, write(outcome.response))
    } finally {
      body.release()
    }
  }

const readIn = (format: OtlpFormat, bytes: Buffer): OtlpDecoded<OtlpLogsRequest> =>
  format === otlpJson ? readLogsRequestJson(bytes.length === 0 ? '{}' : bytes.toString('utf8')) : readLogsRequest(bytes)
