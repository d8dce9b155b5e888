import type { FilterFailure } from '@loupe-ai/wire'
import { ApiError } from '../http/api-error.ts'

/**
 * A filter, or an order, that cannot be read. The message begins with MLflow's (mlflow-wire.md §7.6) and goes on to say
 * where and what to write instead, because MLflow's clients show nothing else; others find both beside it. `parameter` is
 * the name of the filter in a request that has several.
 */
export function filterError(failure: FilterFailure & { readonly clause?: number }, parameter?: string): ApiError {
  const { message, position, hint, clause } = failure
  const place = clause === undefined ? parameter : `order_by ${clause + 1}`
  const where = `${place === undefined ? '' : `${place}, `}character ${position + 1}`
  const told = `${message} (${hint === undefined ? where : `${where}: ${hint}`})`
  return new ApiError('INVALID_PARAMETER_VALUE', told, undefined, { position, ...(hint !== undefined && { hint }) })
}
