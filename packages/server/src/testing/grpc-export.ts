import { Client, credentials, Metadata, type StatusObject } from '@grpc/grpc-js'
import { LOGS_SERVICE } from '../intake/otlp-grpc/logs-service.ts'
import { TRACE_SERVICE } from '../intake/otlp-grpc/trace-service.ts'

interface GrpcAnswer {
  /** 0 for OK. */
  readonly code: number
  readonly details: string
  /** The response's bytes; none after a failure. */
  readonly bytes?: Uint8Array
  /** `grpc-status-details-bin`. */
  readonly statusDetails?: Uint8Array
}

export interface GrpcSender extends Disposable {
  /** Sends the bytes of an ExportTraceServiceRequest. Never rejects. */
  export(bytes: Uint8Array, metadata?: Readonly<Record<string, string>>): Promise<GrpcAnswer>
  /** Sends the bytes of an ExportLogsServiceRequest. Never rejects. */
  exportLogs(bytes: Uint8Array): Promise<GrpcAnswer>
}

const GRPC_COMPRESSION = { identity: 0, deflate: 1, gzip: 2 } as const

/** A client of OTLP/gRPC, as far as tests need one that says exactly what they want. `address` as in `127.0.0.1:4317`. */
export function grpcSender(
  address: string,
  { compression = 'identity', authority }: { compression?: keyof typeof GRPC_COMPRESSION; authority?: string } = {},
): GrpcSender {
  const client = new Client(address, credentials.createInsecure(), {
    'grpc.default_compression_algorithm': GRPC_COMPRESSION[compression],
    'grpc.max_receive_message_length': -1,
    ...(authority !== undefined && { 'grpc.default_authority': authority }),
  })
  const call =
    ({ path, requestSerialize, responseDeserialize }: typeof TRACE_SERVICE.Export) =>
    (bytes: Uint8Array, metadata: Readonly<Record<string, string>> = {}): Promise<GrpcAnswer> =>
      new Promise((resolve) => {
        const headers = new Metadata()
        for (const [name, value] of Object.entries(metadata)) headers.set(name, value)
        let answered: Uint8Array | undefined
        client
          .makeUnaryRequest(
            path,
            requestSerialize,
            responseDeserialize,
            Buffer.from(bytes),
            headers,
            (_error, answer) => {
              answered = answer
            },
          )
          .on('status', ({ code, details, metadata: trailers }: StatusObject) => {
            const [statusDetails] = trailers.get('grpc-status-details-bin') as Buffer[]
            resolve({ code, details, ...(answered && { bytes: answered }), ...(statusDetails && { statusDetails }) })
          })
      })
  return {
    export: call(TRACE_SERVICE.Export),
    exportLogs: call(LOGS_SERVICE.Export),
    [Symbol.dispose]: () => client.close(),
  }
}
