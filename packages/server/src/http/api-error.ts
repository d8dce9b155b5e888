/** MLflow's error codes (mlflow-wire.md §1.6). */
export type ErrorCode =
  | 'INVALID_PARAMETER_VALUE'
  | 'BAD_REQUEST'
  | 'RESOURCE_ALREADY_EXISTS'
  | 'PERMISSION_DENIED'
  | 'RESOURCE_DOES_NOT_EXIST'
  | 'ENDPOINT_NOT_FOUND'
  | 'REQUEST_LIMIT_EXCEEDED'
  | 'INTERNAL_ERROR'
  | 'NOT_IMPLEMENTED'
  | 'TEMPORARILY_UNAVAILABLE'

const STATUS_OF_CODE: Readonly<Record<ErrorCode, number>> = {
  INVALID_PARAMETER_VALUE: 400,
  BAD_REQUEST: 400,
  RESOURCE_ALREADY_EXISTS: 400,
  PERMISSION_DENIED: 403,
  RESOURCE_DOES_NOT_EXIST: 404,
  ENDPOINT_NOT_FOUND: 404,
  REQUEST_LIMIT_EXCEEDED: 429,
  INTERNAL_ERROR: 500,
  NOT_IMPLEMENTED: 501,
  TEMPORARILY_UNAVAILABLE: 503,
}

/** Where in what the client wrote, and what to write instead; answered beside code and message. */
export interface ErrorPlace {
  /** Counted in UTF-16 units from 0. */
  readonly position: number
  readonly hint?: string
}

/** An answer other than success that a client may see: `message` is for people and says nothing of our insides. */
export class ApiError extends Error {
  readonly code: ErrorCode
  readonly status: number
  readonly place: ErrorPlace | undefined

  /** `status` only where HTTP knows better than MLflow's table, e.g. 413. */
  constructor(code: ErrorCode, message: string, status: number = STATUS_OF_CODE[code], place?: ErrorPlace) {
    super(message)
    this.code = code
    this.status = status
    this.place = place
  }
}
