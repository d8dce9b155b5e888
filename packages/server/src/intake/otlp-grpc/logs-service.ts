import type { MethodDefinition } from '@grpc/grpc-js'
import { TRACE_SERVICE } from './trace-service.ts'

/** `opentelemetry.proto.collector.logs.v1.LogsService`, its messages as bytes. */
export const LOGS_SERVICE: { readonly Export: MethodDefinition<Buffer, Buffer> } = {
  Export: { ...TRACE_SERVICE.Export, path: '/opentelemetry.proto.collector.logs.v1.LogsService/Export' },
}
