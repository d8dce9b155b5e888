/** The body of every OTLP failure: google.rpc.Status (opentelemetry.io/docs/specs/otlp, "Failures"). */
export interface RpcStatus {
  readonly code: number
  readonly message: string
  /** Whole seconds: said as a RetryInfo, without which a gRPC sender must not come again. */
  readonly retryAfterSeconds?: number
}

/** google.rpc.Code. */
export const RPC_CODE = {
  invalidArgument: 3,
  notFound: 5,
  resourceExhausted: 8,
  unimplemented: 12,
  unavailable: 14,
} as const

const RETRY_INFO = 'type.googleapis.com/google.rpc.RetryInfo'

export const rpcStatusJson = ({ code, message }: RpcStatus): string => JSON.stringify({ code, message })

/**
 * Status, google/rpc/status.proto
 *   1  code     int32
 *   2  message  string
 *   3  details  repeated google.protobuf.Any
 *        1  type_url  string
 *        2  value     bytes: RetryInfo, google/rpc/error_details.proto
 *             1  retry_delay  google.protobuf.Duration
 *                  1  seconds  int64
 */
export function rpcStatusBytes({ code, message, retryAfterSeconds }: RpcStatus): Uint8Array<ArrayBuffer> {
  const bytes = [0x08, ...varint(code), ...field(0x12, utf8(message))]
  if (retryAfterSeconds !== undefined) {
    const retryInfo = field(0x0a, [0x08, ...varint(retryAfterSeconds)])
    bytes.push(...field(0x1a, [...field(0x0a, utf8(RETRY_INFO)), ...field(0x12, retryInfo)]))
  }
  return Uint8Array.from(bytes)
}

const utf8 = (text: string): number[] => [...new TextEncoder().encode(text)]

const field = (tag: number, bytes: readonly number[]): number[] => [tag, ...varint(bytes.length), ...bytes]

function varint(value: number): number[] {
  const bytes: number[] = []
  let rest = value
  for (; rest > 0x7f; rest >>>= 7) bytes.push((rest & 0x7f) | 0x80)
  bytes.push(rest)
  return bytes
}
