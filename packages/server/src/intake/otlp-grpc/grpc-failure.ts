import { Metadata, status as GRPC_STATUS, type StatusObject } from '@grpc/grpc-js'
import { rpcStatusBytes } from '../otlp/rpc-status.ts'

/**
 * A failed call. With `retryAfterSeconds` it says when to come again, in a RetryInfo: OTLP's senders try RESOURCE_EXHAUSTED
 * again only then.
 */
export function grpcFailure(code: number, message: string, retryAfterSeconds?: number): StatusObject {
  const metadata = new Metadata()
  if (retryAfterSeconds !== undefined) {
    metadata.set('grpc-status-details-bin', Buffer.from(rpcStatusBytes({ code, message, retryAfterSeconds })))
  }
  return { code, details: message, metadata }
}

export const comeAgain = (message: string): StatusObject => grpcFailure(GRPC_STATUS.UNAVAILABLE, message, 1)
