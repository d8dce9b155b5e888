import { networkInterfaces } from 'node:os'
import { logVerbosity, Server, ServerCredentials, setLogVerbosity, type handleUnaryCall } from '@grpc/grpc-js'
import type { Log } from '../../log.ts'
import { LOGS_SERVICE } from './logs-service.ts'
import { TRACE_SERVICE } from './trace-service.ts'
import { gateReceiving } from './gate-receiving.ts'
import { comeAgain } from './grpc-failure.ts'

export type ExportHandler = handleUnaryCall<Buffer, Buffer>

interface ExportHandlers {
  readonly traces: ExportHandler
  readonly logs: ExportHandler
}

export interface GrpcLimits {
  /** Of one message, before and after decompression. */
  readonly maxBytes: number
  /** So many messages may arrive at one time, each in memory before its bytes are counted against the budget. */
  readonly maxReceiving?: number
  readonly maxReceiveMillis?: number
}

export interface GrpcListening {
  readonly port: number
  /** From now on answers with these; until then senders are told to come again. */
  serve(handlers: ExportHandlers): void
  /** Takes no new calls; those in flight have `maxMillis` to end, then they are cut off. */
  stop(maxMillis: number): Promise<void>
}

export type GrpcListenResult =
  | { readonly ok: true; readonly listening: GrpcListening }
  | { readonly ok: false; readonly reason: string }

const LOOPBACK_ADDRESSES = ['127.0.0.1', '::1']
/** How often a free port may turn out to be taken at the second address. */
const MAX_PORT_TRIES = 10
const DEFAULT_MAX_RECEIVING = 8
const DEFAULT_MAX_RECEIVE_MILLIS = 120_000

// Channelz stays on: without it the library's forceShutdown overlooks open connections.
const OPTIONS = {
  'grpc.max_concurrent_streams': 100,
  // A connection whose other end is gone would hold its calls for hours.
  'grpc.keepalive_time_ms': 60_000,
  'grpc.keepalive_timeout_ms': 20_000,
}

/**
 * Binds a gRPC server for OTLP (without TLS) to `host`, for `localhost` to 127.0.0.1 and ::1 on one port; port 0 takes a
 * free one.
 */
export async function listenGrpc(
  host: string,
  port: number,
  { maxBytes, maxReceiving = DEFAULT_MAX_RECEIVING, maxReceiveMillis = DEFAULT_MAX_RECEIVE_MILLIS }: GrpcLimits,
  log: Log,
): Promise<GrpcListenResult> {
  // What it prints for developers comes back as an error too.
  setLogVerbosity(logVerbosity.NONE)
  for (let tries = 1; ; tries++) {
    let handlers: ExportHandlers = { traces: starting, logs: starting }
    const server = new Server({
      ...OPTIONS,
      'grpc.max_receive_message_length': maxBytes,
      interceptors: [gateReceiving(maxReceiving, maxReceiveMillis)],
    })
    const handledBy = (kind: keyof ExportHandlers): { Export: ExportHandler } => ({
      Export: (call, callback) => handlers[kind](call, callback),
    })
    server.addService(TRACE_SERVICE, handledBy('traces'))
    server.addService(LOGS_SERVICE, handledBy('logs'))
    try {
      const boundPort = await bindAll(server, addressesOf(host, log), port)
      const serve = (given: ExportHandlers): void => {
        handlers = given
      }
      return { ok: true, listening: { port: boundPort, serve, stop: (maxMillis) => stop(server, maxMillis) } }
    } catch (error) {
      server.forceShutdown()
      if (port === 0 && tries < MAX_PORT_TRIES) continue
      return { ok: false, reason: error instanceof Error ? error.message : String(error) }
    }
  }
}

const starting: ExportHandler = (_call, callback) => callback(comeAgain('The server is starting.'))

function addressesOf(host: string, log: Log): readonly string[] {
  if (host !== 'localhost') return [host]
  const hasIpv6 = Object.values(networkInterfaces()).some((known) => known?.some(({ address }) => address === '::1'))
  if (!hasIpv6) log.warn('this machine has no IPv6 loopback: gRPC listens on 127.0.0.1 only')
  return hasIpv6 ? LOOPBACK_ADDRESSES : LOOPBACK_ADDRESSES.slice(0, 1)
}

/** On one port, which is the first one's where any will do. */
async function bindAll(server: Server, addresses: readonly string[], port: number): Promise<number> {
  let bound = port
  for (const address of addresses) {
    const target = `${address.includes(':') ? `[${address}]` : address}:${bound}`
    bound = await new Promise<number>((resolve, reject) =>
      server.bindAsync(target, ServerCredentials.createInsecure(), (error, at) =>
        error === null ? resolve(at) : reject(error),
      ),
    )
  }
  return bound
}

async function stop(server: Server, maxMillis: number): Promise<void> {
  const cutOff = setTimeout(() => server.forceShutdown(), maxMillis)
  await new Promise<void>((resolve) => server.tryShutdown(() => resolve()))
  clearTimeout(cutOff)
}
