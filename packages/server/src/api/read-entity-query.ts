import type { ExperimentFilter, ExperimentOrder, RunFilter, RunOrder } from '@loupe-ai/model'
import {
  parseExperimentFilter,
  parseExperimentOrder,
  parseRunFilter,
  parseRunOrder,
  type FilterFailure,
} from '@loupe-ai/wire'
import { filterError } from './filter-error.ts'

type Parsed<Read> = ({ readonly ok: true } & Read) | { readonly ok: false; readonly failure: FilterFailure }

/** Undefined for an empty filter. Each throws an ApiError for what cannot be read (mlflow-wire.md §2 and §8). */
export const readExperimentFilter = (text: string | undefined): ExperimentFilter | undefined =>
  orThrow(parseExperimentFilter(text ?? '')).filter

export const readExperimentOrder = (clauses: readonly string[] | undefined): readonly ExperimentOrder[] =>
  orThrow(parseExperimentOrder(clauses ?? [])).orderBy

export const readRunFilter = (text: string | undefined): RunFilter | undefined =>
  orThrow(parseRunFilter(text ?? '')).filter

export const readRunOrder = (clauses: readonly string[] | undefined): readonly RunOrder[] =>
  orThrow(parseRunOrder(clauses ?? [])).orderBy

/** What was read; an ApiError is thrown for what cannot be. */
export function orThrow<Read>(result: Parsed<Read>): Read {
  if (!result.ok) throw filterError(result.failure)
  return result
}
