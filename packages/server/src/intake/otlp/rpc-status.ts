/** The body of every OTLP failure: google.rpc.Status (opentelemetry.io/docs/specs/otlp, "Failures"). */
export interface RpcStatus {
  readonly code: number
  readonly message: string
}

/** google.rpc.Code. */
export const RPC_CODE = {
  invalidArgument: 3,
  resourceExhausted: 8,
  unimplemented: 12,
  unavailable: 14,
} as const

export const rpcStatusJson = ({ code, message }: RpcStatus): string => JSON.stringify({ code, message })

/**
 * Status, google/rpc/status.proto
 *   1  code     int32
 *   2  message  string
 */
export function rpcStatusBytes({ code, message }: RpcStatus): Uint8Array<ArrayBuffer> {
  const text = new TextEncoder().encode(message)
  return Uint8Array.from([0x08, ...varint(code), 0x12, ...varint(text.length), ...text])
}

function varint(value: number): number[] {
  const bytes: number[] = []
  let rest = value
  for (; rest > 0x7f; rest >>>= 7) bytes.push((rest & 0x7f) | 0x80)
  bytes.push(rest)
  return bytes
}
