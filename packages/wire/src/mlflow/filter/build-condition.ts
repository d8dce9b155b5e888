import type { Condition } from '@loupe-ai/model'
import { asSet, FilterError, invalidClauses } from './filter-failure.ts'
import type { Clause } from './read-clause.ts'
import type { Value } from './read-value.ts'

/** Says what is wrong with a value that the field does not take. */
export type RefuseValue<Field> = (value: Value, clause: Clause<Field>) => FilterError

/** Which operators a field takes, and what a clause on it becomes. */
export interface FieldKind<Field, Built> {
  readonly operators: readonly string[]
  readonly build: (clause: Clause<Field>) => Built
  /** What messages begin with when the operator is none of these. */
  readonly wrongOperator?: (clause: Clause<Field>) => string
}

export const EQUALITY = ['=', '!='] as const
export const RANGES = ['>', '>=', '<', '<='] as const
export const LISTS = ['IN', 'NOT IN'] as const
export const PRESENCE = ['IS NULL', 'IS NOT NULL'] as const

/** Checks that the field takes the operator, then builds. Throws FilterError. */
export function buildClause<Field, Built>(clause: Clause<Field>, kind: FieldKind<Field, Built>): Built {
  const { operatorName, operatorToken } = clause
  if (kind.operators.includes(operatorName)) return kind.build(clause)
  const subject = kind.wrongOperator?.(clause) ?? 'Invalid comparator'
  const message = `${subject} '${operatorName}' not one of '${asSet(kind.operators)}'`
  throw new FilterError(message, operatorToken.position, hintFor(operatorName))
}

const OPERATOR_HINTS: Readonly<Record<string, string>> = {
  '==': 'Write =.',
  '<>': 'Write !=.',
  HAS: 'HAS finds words in text: text HAS "…".',
}

const hintFor = (operatorName: string): string | undefined => OPERATOR_HINTS[operatorName]

/** A comparison with a quoted text or a list of them. Throws FilterError. */
export function textCondition<Field>(clause: Clause<Field>, refuse: RefuseValue<Field>): Condition<Field> {
  const { field, operator, value } = clause
  if (operator.kind === 'exists') return { kind: 'exists', field, negated: operator.negated }
  if (value === undefined) throw incomplete(clause)
  if (operator.kind === 'in') {
    if (value.kind !== 'list') throw incomplete(clause, "A list is written IN ('a', 'b').")
    return { kind: 'in', field, values: value.texts, negated: operator.negated }
  }
  if (value.kind !== 'text') throw refuse(value, clause)
  if (operator.kind === 'matches') return { kind: 'matches', field, pattern: value.text }
  if (operator.kind === 'like') return { kind: 'like', field, pattern: value.text, ignoreCase: operator.ignoreCase }
  if (operator.kind === 'compare') return { kind: 'compare', field, operator: operator.operator, value: value.text }
  throw incomplete(clause)
}

/** A comparison with a number, as `numberOf` reads one. Throws FilterError. */
export function numberCondition<Field>(
  clause: Clause<Field>,
  refuse: RefuseValue<Field>,
  numberOf: (value: Value) => number | undefined = plainNumber,
): Condition<Field> {
  const { field, operator, value } = clause
  if (operator.kind === 'exists') return { kind: 'exists', field, negated: operator.negated }
  if (value === undefined || operator.kind !== 'compare') throw incomplete(clause)
  const number = numberOf(value)
  if (number === undefined || !Number.isFinite(number)) throw refuse(value, clause)
  return { kind: 'compare', field, operator: operator.operator, value: number }
}

const plainNumber = (value: Value): number | undefined => (value.kind === 'number' ? value.number : undefined)

/** The clause as a whole makes no sense. */
export function incomplete<Field>({ key, operatorName, value }: Clause<Field>, hint?: string): FilterError {
  const rest = value === undefined ? [] : [sourceOf(value).raw]
  const missing = value === undefined ? 'A value is missing after the operator.' : undefined
  return invalidClauses([key.raw, operatorName, ...rest], key.position, hint ?? missing)
}

export const notQuoted = (value: Value): FilterError => {
  const { raw, position } = sourceOf(value)
  const message = `Parameter value is either not quoted or unidentified quote types used for string value ${raw}. Use either single or double quotes.`
  const isOpen = raw.startsWith("'") || raw.startsWith('"')
  return new FilterError(message, position, isOpen ? 'The quote is not closed.' : `Write '${raw}', in quotes.`)
}

/** How a value is written, and where. */
export const sourceOf = (value: Value): { readonly raw: string; readonly position: number } =>
  value.kind === 'list' ? { raw: value.raw, position: value.token.position } : value.token
