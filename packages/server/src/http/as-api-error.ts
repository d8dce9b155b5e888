import { EngineBusy, EngineError, InvalidPageToken, isMetadataUnavailable, SearchTooBroad } from '@loupe-ai/store'
import { ApiError } from './api-error.ts'

/** What a client is told of an error that is no bug; undefined for a bug. */
export function asApiError(error: unknown): ApiError | undefined {
  if (error instanceof ApiError) return error
  if (error instanceof InvalidPageToken) {
    return new ApiError('INVALID_PARAMETER_VALUE', 'Invalid page token, could not base64-decode')
  }
  if (error instanceof EngineBusy) return new ApiError('TEMPORARILY_UNAVAILABLE', 'The server is busy; try again.')
  if (error instanceof EngineError && error.kind === 'unavailable') {
    return new ApiError('TEMPORARILY_UNAVAILABLE', 'The store of traces does not answer now; try again.')
  }
  if (error instanceof SearchTooBroad) return new ApiError('BAD_REQUEST', error.message)
  if (isMetadataUnavailable(error)) {
    return new ApiError('TEMPORARILY_UNAVAILABLE', 'The store of experiments does not answer now; try again.')
  }
  if (error instanceof EngineError && error.kind === 'limit') {
    return new ApiError('BAD_REQUEST', 'The question takes too much time or memory; ask for less, e.g. a shorter time.')
  }
  if (error instanceof EngineError && error.kind === 'pattern') {
    return new ApiError('INVALID_PARAMETER_VALUE', 'The regular expression of RLIKE cannot be read (RE2 syntax).')
  }
  return undefined
}
