import type { FieldRef, OrderBy } from '@loupe-ai/model'
import { FilterError, type FilterFailure, notSupportedYet } from './filter-failure.ts'
import { isWord } from './read-operator.ts'
import { resolveKey, splitKey } from './resolve-key.ts'
import { type Token, tokenize } from './tokenize.ts'

const MAX_ORDERS = 100
const MAX_ORDER_CHARACTERS = 1000

export type OrderByResult =
  | { readonly ok: true; readonly orderBy: readonly OrderBy[] }
  /** `position` counts within the clause that `clause` (from 0) names. */
  | { readonly ok: false; readonly failure: FilterFailure & { readonly clause: number } }

/** Reads the `order_by` of SearchTracesV3 (mlflow-wire.md §7.5): one `<key> [ASC|DESC]` each, ascending unless told. Never throws. */
export function parseTraceOrderBy(clauses: readonly string[]): OrderByResult {
  const orderBy: OrderBy[] = []
  try {
    for (const clause of clauses) orderBy.push(readOrder(clause, orderBy))
    return { ok: true, orderBy }
  } catch (error) {
    if (!(error instanceof FilterError)) throw error
    const { message, position } = error
    return { ok: false, failure: { message, position, clause: orderBy.length } }
  }
}

function readOrder(clause: string, before: readonly OrderBy[]): OrderBy {
  if (clause.length > MAX_ORDER_CHARACTERS || before.length >= MAX_ORDERS) throw notParsed(clause.slice(0, 100), 0)
  const [key, direction, ...rest] = tokenize(clause)
  const descending = isWord(direction, 'DESC')
  if (key?.kind !== 'word') throw notParsed(clause, key?.position ?? 0)
  if (rest.length > 0 || (direction !== undefined && !descending && !isWord(direction, 'ASC'))) {
    throw notParsed(clause, direction!.position)
  }
  const field = resolveOrderKey(key)
  if (before.some((order) => order.field.entity === field.entity && order.field.key === field.key)) {
    throw new FilterError(`\`order_by\` contains duplicate fields: ['${field.key}']`, key.position)
  }
  return { field, descending }
}

function resolveOrderKey({ raw, position }: Token): FieldRef {
  const { entity, key } = splitKey(raw)
  if (entity === 'span' || entity === 'feedback' || entity === 'expectation' || entity === 'issue') {
    throw new FilterError(`Invalid identifier type '${entity}'`, position)
  }
  if (key === 'experiment_id' && entity !== 'tag' && entity !== 'tags')
    throw notSupportedYet('an order by experiment', position)
  const field = resolveKey(raw, position)
  if (field.entity === 'attribute' && field.key === 'text') throw notSupportedYet('an order by text', position)
  return field
}

const notParsed = (clause: string, position: number): FilterError =>
  new FilterError(`Invalid order_by clause '${clause}'. Could not be parsed.`, position)
