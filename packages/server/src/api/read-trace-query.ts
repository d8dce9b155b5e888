import type { Filter, OrderBy } from '@loupe-ai/model'
import { parseTraceFilter, parseTraceOrderBy } from '@loupe-ai/wire'
import { filterError } from './filter-error.ts'

/**
 * The tree of a filter; undefined for an empty one. Throws an ApiError (mlflow-wire.md §7.6), which names `parameter` where
 * a request has several filters.
 */
export function readTraceFilter(text: string | undefined, parameter?: string): Filter | undefined {
  const result = parseTraceFilter(text ?? '')
  if (!result.ok) throw filterError(result.failure, parameter)
  return result.filter
}

/** The keys to order by; none for the order that the store chooses. Throws an ApiError (mlflow-wire.md §7.5). */
export function readTraceOrder(clauses: readonly string[] | undefined): readonly OrderBy[] {
  const result = parseTraceOrderBy(clauses ?? [])
  if (!result.ok) throw filterError(result.failure)
  return result.orderBy
}
