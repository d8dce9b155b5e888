/**
 * What can be done about an engine's refusal. `limit`: it ran too long or needed too much memory; `pattern`: the regular
 * expression is none; `unavailable`: a server that does not answer, or cannot now.
 */
export type EngineErrorKind = 'limit' | 'pattern' | 'statement' | 'storage' | 'unavailable' | 'other'

// ClickHouse's ErrorCodes.cpp; the engine gives the number with every error.
const KIND_OF_CODE: ReadonlyMap<number, EngineErrorKind> = new Map([
  [159, 'limit'], // TIMEOUT_EXCEEDED
  [160, 'limit'], // TOO_SLOW
  [167, 'limit'], // TOO_DEEP_AST
  [168, 'limit'], // TOO_BIG_AST
  [241, 'limit'], // MEMORY_LIMIT_EXCEEDED
  [307, 'limit'], // TOO_MANY_BYTES
  [396, 'limit'], // TOO_MANY_ROWS_OR_BYTES
  [427, 'pattern'], // CANNOT_COMPILE_REGEXP
  [46, 'statement'], // UNKNOWN_FUNCTION
  [47, 'statement'], // UNKNOWN_IDENTIFIER
  [60, 'statement'], // UNKNOWN_TABLE
  [62, 'statement'], // SYNTAX_ERROR
  [457, 'statement'], // BAD_QUERY_PARAMETER
  [243, 'storage'], // NOT_ENOUGH_SPACE
  [76, 'storage'], // CANNOT_OPEN_FILE
  [75, 'storage'], // CANNOT_WRITE_TO_FILE_DESCRIPTOR
  [202, 'unavailable'], // TOO_MANY_SIMULTANEOUS_QUERIES
  [209, 'unavailable'], // SOCKET_TIMEOUT
  [210, 'unavailable'], // NETWORK_ERROR
  [242, 'unavailable'], // TABLE_IS_READ_ONLY
  [252, 'unavailable'], // TOO_MANY_PARTS
  [279, 'unavailable'], // ALL_CONNECTION_TRIES_FAILED
  [285, 'unavailable'], // TOO_FEW_LIVE_REPLICAS
  [286, 'unavailable'], // UNSATISFIED_QUORUM_FOR_PREVIOUS_WRITE
  [289, 'unavailable'], // REPLICA_IS_NOT_IN_QUORUM
  [319, 'unavailable'], // UNKNOWN_STATUS_OF_INSERT
  [999, 'unavailable'], // KEEPER_EXCEPTION
])

/** The engine refused a statement. `code` is ClickHouse's number, absent if the engine gave none. */
export class EngineError extends Error {
  override readonly name = 'EngineError'
  readonly code: number | undefined
  readonly kind: EngineErrorKind

  constructor(message: string, code: number | undefined, cause: unknown) {
    super(message, { cause })
    this.code = code
    this.kind = (code === undefined ? undefined : KIND_OF_CODE.get(code)) ?? 'other'
  }
}

/** Whether the disk is full: nothing can be stored until there is room again. */
export const isOutOfSpace = (error: unknown): boolean =>
  error instanceof EngineError && (error.code === 243 || /No space left on device|errno: 28\b/.test(error.message))

/** Too many statements wait for a session already. */
export class EngineBusy extends Error {
  override readonly name = 'EngineBusy'
}

export class EngineClosed extends Error {
  override readonly name = 'EngineClosed'
}

/** This platform has no engine, or its library cannot be loaded. */
export class EngineUnavailable extends Error {
  override readonly name = 'EngineUnavailable'
  /** E.g. `linux-x64`, `win32-x64`. */
  readonly platform: string

  constructor(platform: string, cause: unknown) {
    const reason = cause instanceof Error ? cause.message : String(cause)
    super(`the embedded ClickHouse engine cannot be loaded on ${platform}: ${reason}`, { cause })
    this.platform = platform
  }
}
