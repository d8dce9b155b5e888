import type { Condition, FilterTree } from '@loupe-ai/model'
import { buildClause } from '../build-condition.ts'
import { FilterError, type FilterFailure, orFailure } from '../filter-failure.ts'
import { type Clause, readClause, type ResolveKey } from '../read-clause.ts'
import { readTree } from '../read-tree.ts'
import { Reading } from '../reading.ts'
import type { EntityKind } from './entity-kinds.ts'

export type EntityFilterResult<Field> =
  /** Undefined is no condition at all: everything. */
  | { readonly ok: true; readonly filter: FilterTree<Condition<Field>> | undefined }
  | { readonly ok: false; readonly failure: FilterFailure }

export interface EntityGrammar<Field> {
  readonly resolve: ResolveKey<Field>
  readonly kindOf: (field: Field) => EntityKind<Field>
  /** The message when IS [NOT] NULL is asked of a field that everything has. */
  readonly alwaysThere: (field: Field) => string
}

/** Reads a filter of things that are no traces, with OR, NOT and brackets as those of traces have them. Never throws. */
export function readEntityFilter<Field extends object>(
  text: string,
  { resolve, kindOf, alwaysThere }: EntityGrammar<Field>,
): EntityFilterResult<Field> {
  const build = (clause: Clause<Field>): Condition<Field> => {
    const kind = kindOf(clause.field)
    if (clause.operator.kind === 'exists' && !kind.operators.includes(clause.operatorName)) {
      throw new FilterError(alwaysThere(clause.field), clause.operatorToken.position)
    }
    return buildClause(clause, kind)
  }
  const result = orFailure(() => readTree(new Reading(text), (reading) => build(readClause(reading, resolve))))
  return result.ok ? { ok: true, filter: result.read } : result
}
