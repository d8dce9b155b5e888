import type { MethodDefinition } from '@grpc/grpc-js'

const asItIs = (bytes: Buffer): Buffer => bytes

/**
 * `opentelemetry.proto.collector.trace.v1.TraceService`, its messages as bytes: they have a codec of their own, and the
 * bytes of a request are what the memory budget counts.
 */
export const TRACE_SERVICE: { readonly Export: MethodDefinition<Buffer, Buffer> } = {
  Export: {
    path: '/opentelemetry.proto.collector.trace.v1.TraceService/Export',
    requestStream: false,
    responseStream: false,
    requestSerialize: asItIs,
    requestDeserialize: asItIs,
    responseSerialize: asItIs,
    responseDeserialize: asItIs,
  },
}
