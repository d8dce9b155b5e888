import type { FilterFailure } from '@loupe-ai/wire'
import { ApiError } from '../http/api-error.ts'

/**
 * A filter, or an order, that cannot be read. The message begins with MLflow's (mlflow-wire.md §7.6) and goes on to say
 * where and what to write instead, because MLflow's clients show nothing else; others find both beside it.
 */
export function filterError(failure: FilterFailure & { readonly clause?: number }): ApiError {
  const { message, position, hint, clause } = failure
  const where = `${clause === undefined ? '' : `order_by ${clause + 1}, `}character ${position + 1}`
  const told = `${message} (${hint === undefined ? where : `${where}: ${hint}`})`
  return new ApiError('INVALID_PARAMETER_VALUE', told, undefined, { position, ...(hint !== undefined && { hint }) })
}
