import type { Order } from '@loupe-ai/model'
import { FilterError, type FilterFailure } from './filter-failure.ts'
import type { ResolveKey } from './read-clause.ts'
import { isWord } from './read-operator.ts'
import { type Token, tokenize } from './tokenize.ts'

const MAX_ORDERS = 100
const MAX_ORDER_CHARACTERS = 1000

export type OrderResult<Field> =
  | { readonly ok: true; readonly orderBy: readonly Order<Field>[] }
  /** `position` counts within the clause that `clause` (from 0) names. */
  | { readonly ok: false; readonly failure: FilterFailure & { readonly clause: number } }

/** Reads `<key> [ASC|DESC]` each, ascending unless told (mlflow-wire.md §7.5). Never throws. */
export function readOrders<Field extends { readonly entity: string; readonly key: string }>(
  clauses: readonly string[],
  resolve: ResolveKey<Field>,
): OrderResult<Field> {
  const orderBy: Order<Field>[] = []
  try {
    for (const clause of clauses) orderBy.push(readOrder(clause, orderBy, resolve))
    return { ok: true, orderBy }
  } catch (error) {
    if (!(error instanceof FilterError)) throw error
    const { message, position, hint } = error
    return { ok: false, failure: { message, position, clause: orderBy.length, ...(hint !== undefined && { hint }) } }
  }
}

function readOrder<Field extends { readonly entity: string; readonly key: string }>(
  clause: string,
  before: readonly Order<Field>[],
  resolve: ResolveKey<Field>,
): Order<Field> {
  if (clause.length > MAX_ORDER_CHARACTERS || before.length >= MAX_ORDERS) throw notParsed(clause.slice(0, 100), 0)
  const [key, direction, ...rest] = tokenize(clause)
  const descending = isWord(direction, 'DESC')
  if (key?.kind !== 'word') throw notParsed(clause, key?.position ?? 0)
  if (rest.length > 0) throw notParsed(clause, direction!.position)
  if (direction !== undefined && !descending && !isWord(direction, 'ASC')) throw noDirection(clause, key, direction)
  const field = resolve(key.raw, key.position)
  if (before.some((order) => order.field.entity === field.entity && order.field.key === field.key)) {
    throw new FilterError(`\`order_by\` contains duplicate fields: ['${field.key}']`, key.position)
  }
  return { field, descending }
}

const HINT = 'An order is a key and then ASC or DESC: timestamp DESC.'

const notParsed = (clause: string, position: number): FilterError =>
  new FilterError(`Invalid order_by clause '${clause}'. Could not be parsed.`, position, HINT)

/** Bare `timestamp` is a keyword to MLflow's parser, which then reads no further. */
const noDirection = (clause: string, key: Token, { kind, position }: Token): FilterError =>
  kind === 'word' && key.raw !== 'timestamp'
    ? new FilterError(`Invalid ordering key in order_by clause '${clause}'.`, position, HINT)
    : notParsed(clause, position)
