import { ClickHouseError } from '@clickhouse/client'
import { EngineError } from '../clickhouse/engine-error.ts'

/** ClickHouse's own number for a connection that failed. */
const NETWORK_ERROR = 210

/** What a request to ClickHouse failed with, as the engine's users know it. Its message holds no password. */
export function engineErrorOfHttp(error: unknown): EngineError {
  if (error instanceof EngineError) return error
  if (error instanceof ClickHouseError) {
    const code = Number(error.code)
    return new EngineError(`Code: ${error.code}. ${error.message.trim()} (${error.type ?? ''})`, code, error)
  }
  const { code, message } = error as NodeJS.ErrnoException
  // A refusal at both addresses of a name comes as an AggregateError without a message.
  return new EngineError(message === '' ? `the connection failed: ${code}` : message, NETWORK_ERROR, error)
}

/** The connection was closed under a request: it may have been idle for too long. */
export const isBrokenConnection = (error: unknown): boolean => {
  const { code, message } = error as NodeJS.ErrnoException
  return code === 'ECONNRESET' || code === 'EPIPE' || message === 'socket hang up'
}
