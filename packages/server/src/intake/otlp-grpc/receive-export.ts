import { status as GRPC_STATUS, type ServerUnaryCall, type StatusObject } from '@grpc/grpc-js'
import { openTraceRequest, writeTraceResponse } from '@loupe-ai/wire'
import type { AllowedHosts } from '../../http/allowed-hosts.ts'
import { clientOfPeer } from '../../http/client-of.ts'
import type { BodyLimits } from '../../http/read-body.ts'
import { codeOf, readOrigin } from '../otlp/read-origin.ts'
import { busy, takeTraces, type TakeOutcome, type TakeParts } from '../otlp/take-traces.ts'
import { grpcFailure } from './grpc-failure.ts'
import type { ExportHandler } from './listen-grpc.ts'

export interface ExportIntake extends TakeParts {
  readonly hosts: Pick<AllowedHosts, 'isOurHost'>
  readonly limits: BodyLimits
}

/** `TraceService/Export`, OTLP/gRPC: answers OK only when all spans that were not rejected are stored. */
export const receiveExport = ({ hosts, limits, ...parts }: ExportIntake): ExportHandler =>
  async function receiveExport(call, callback) {
    const answer = (outcome: TakeOutcome): void => {
      if (outcome.status === 'stored') callback(null, Buffer.from(writeTraceResponse(outcome.response)))
      else callback(failureOf(outcome))
    }
    if (!hosts.isOurHost(call.getHost())) {
      const message = 'This server does not go by that name; start it with --allowed-hosts <name>.'
      return callback(grpcFailure(GRPC_STATUS.PERMISSION_DENIED, message))
    }
    const bytes = call.request
    const client = clientOfPeer(call.getPeer())
    if (!limits.budget.tryTake(client, bytes.length)) return answer(busy(1))
    try {
      const origin = await readOrigin((name) => headerOf(call, name), parts.experiments)
      if (!origin.ok) return callback(grpcFailure(codeOf(origin), origin.message))
      answer(await takeTraces(() => openTraceRequest(bytes), bytes.length, client, origin.said, parts))
    } catch (error) {
      parts.log.error('a gRPC call failed', { error: error instanceof Error ? error.stack : String(error) })
      callback(grpcFailure(GRPC_STATUS.INTERNAL, 'The server failed; its log says why.'))
    } finally {
      limits.budget.giveBack(client, bytes.length)
    }
  }

function failureOf(outcome: Exclude<TakeOutcome, { status: 'stored' }>): StatusObject {
  switch (outcome.status) {
    case 'unreadable':
      return grpcFailure(GRPC_STATUS.INVALID_ARGUMENT, outcome.message)
    case 'busy':
      return grpcFailure(GRPC_STATUS.RESOURCE_EXHAUSTED, outcome.message, outcome.retryAfterSeconds)
    case 'failed':
      return grpcFailure(GRPC_STATUS.UNAVAILABLE, outcome.message, outcome.retryAfterSeconds)
  }
}

function headerOf({ metadata }: ServerUnaryCall<Buffer, Buffer>, name: string): string | undefined {
  const [value] = metadata.get(name)
  return value === undefined ? undefined : String(value)
}
