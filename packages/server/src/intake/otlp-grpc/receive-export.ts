import { status as GRPC_STATUS, type ServerUnaryCall, type StatusObject } from '@grpc/grpc-js'
import { openTraceRequest, readLogsRequest, writeLogsResponse, writeTraceResponse } from '@loupe-ai/wire'
import type { AllowedHosts } from '../../http/allowed-hosts.ts'
import { clientOfPeer } from '../../http/client-of.ts'
import type { BodyLimits } from '../../http/read-body.ts'
import type { Client } from '../../ingest/client.ts'
import { codeOf, readOrigin } from '../otlp/read-origin.ts'
import { takeLogs, type TakeLogsParts } from '../otlp/take-logs.ts'
import { busy, takeTraces, type TakeOutcome, type TakeParts } from '../otlp/take-traces.ts'
import { grpcFailure } from './grpc-failure.ts'
import type { ExportHandler } from './listen-grpc.ts'

export interface ExportIntake extends TakeParts {
  readonly hosts: Pick<AllowedHosts, 'isOurHost'>
  readonly limits: BodyLimits
}

/** `TraceService/Export`, OTLP/gRPC: answers OK only when all spans that were not rejected are stored. */
export const receiveTraceExport = ({ hosts, limits, ...parts }: ExportIntake): ExportHandler =>
  receiveExport({ hosts, limits, log: parts.log }, async (bytes, call, client) => {
    const origin = await readOrigin((name) => headerOf(call, name), parts.experiments)
    if (!origin.ok) return grpcFailure(codeOf(origin), origin.message)
    const outcome = await takeTraces(() => openTraceRequest(bytes), bytes.length, client, origin.said, parts)
    return outcome.status === 'stored' ? writeTraceResponse(outcome.response) : failureOf(outcome)
  })

export interface LogsExportIntake extends TakeLogsParts, Pick<ExportIntake, 'hosts' | 'limits'> {}

/** `LogsService/Export`, OTLP/gRPC: answers OK only when all records that were not rejected are stored. */
export const receiveLogsExport = ({ hosts, limits, ...parts }: LogsExportIntake): ExportHandler =>
  receiveExport({ hosts, limits, log: parts.log }, async (bytes) => {
    const outcome = await takeLogs(() => readLogsRequest(bytes), parts)
    return outcome.status === 'stored' ? writeLogsResponse(outcome.response) : failureOf(outcome)
  })

type Call = ServerUnaryCall<Buffer, Buffer>

/** `take` gives the bytes of the answer, or why there is none. */
const receiveExport = (
  { hosts, limits, log }: Pick<ExportIntake, 'hosts' | 'limits' | 'log'>,
  take: (bytes: Buffer, call: Call, client: Client) => Promise<Uint8Array | StatusObject>,
): ExportHandler =>
  async function receiveCall(call, callback) {
    if (!hosts.isOurHost(call.getHost())) {
      const message = 'This server does not go by that name; start it with --allowed-hosts <name>.'
      return callback(grpcFailure(GRPC_STATUS.PERMISSION_DENIED, message))
    }
    const bytes = call.request
    const client = clientOfPeer(call.getPeer())
    if (!limits.budget.tryTake(client, bytes.length)) return callback(failureOf(busy(1)))
    try {
      const taken = await take(bytes, call, client)
      if (taken instanceof Uint8Array) callback(null, Buffer.from(taken))
      else callback(taken)
    } catch (error) {
      log.error('a gRPC call failed', { error: error instanceof Error ? error.stack : String(error) })
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

function headerOf({ metadata }: Call, name: string): string | undefined {
  const [value] = metadata.get(name)
  return value === undefined ? undefined : String(value)
}
