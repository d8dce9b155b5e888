import type { ServerConfig } from '../config.ts'
import type { GrpcListening } from '../intake/otlp-grpc/listen-grpc.ts'
import type { Log } from '../log.ts'
import type { StartFailure } from './start-failure.ts'

type GrpcResult =
  | { readonly ok: true; readonly grpc?: GrpcListening }
  | { readonly ok: false; readonly failure: StartFailure }

/** The library is loaded only by those who want it. */
export async function listenGrpcIfAsked(
  { host, otlpGrpcPort }: ServerConfig,
  maxBytes: number,
  log: Log,
): Promise<GrpcResult> {
  if (otlpGrpcPort === undefined) return { ok: true }
  const { listenGrpc } = await import('../intake/otlp-grpc/listen-grpc.ts')
  const bound = await listenGrpc(host, otlpGrpcPort, { maxBytes }, log)
  if (bound.ok) return { ok: true, grpc: bound.listening }
  return { ok: false, failure: { kind: 'cannot-bind-grpc', host, port: otlpGrpcPort, reason: bound.reason } }
}
