import type { Filter, OrderBy } from '@loupe-ai/model'
import { ApiError } from '../http/api-error.ts'

/** The tree of a filter; undefined for an empty one. Throws an ApiError with MLflow's message (mlflow-wire.md §7.6). */
export function readTraceFilter(text: string | undefined): Filter | undefined {
  if (text === undefined || text.trim() === '') return undefined
  throw new ApiError('INVALID_PARAMETER_VALUE', text)
}

export function readTraceOrder(texts: readonly string[] | undefined): readonly OrderBy[] | undefined {
  if (texts === undefined) return undefined
  throw new ApiError('INVALID_PARAMETER_VALUE', texts.join())
}
