import type { FieldRef, Filter } from '@loupe-ai/model'
import { asSet, FilterError, invalidClauses, notSupportedYet } from './filter-failure.ts'
import type { Operator } from './read-operator.ts'
import type { Value } from './read-value.ts'
import type { Token } from './tokenize.ts'

/** A clause as it was read: which field, by which operator; without a value only IS [NOT] NULL. */
export interface Clause {
  readonly key: Token
  readonly field: FieldRef
  readonly operatorToken: Token
  readonly operatorName: string
  readonly operator: Operator
  readonly value?: Value
}

interface FieldKind {
  readonly operators: readonly string[]
  readonly build: (clause: Clause) => Filter
}

const EQUALITY = ['=', '!=']
const PATTERNS = ['LIKE', 'ILIKE', 'RLIKE']
const RANGES = ['>', '>=', '<', '<=']
const LISTS = ['IN', 'NOT IN']
const PRESENCE = ['IS NULL', 'IS NOT NULL']

// Which operators a field takes (mlflow-wire.md §7.3); IN also where MLflow only documents it.
const NUMERIC: FieldKind = { operators: ['=', '!=', '>', '>=', '<', '<='], build: buildNumeric }
const IDENTIFIER: FieldKind = { operators: [...EQUALITY, ...LISTS, ...PATTERNS], build: buildTextual }
const OPTIONAL: FieldKind = { operators: [...EQUALITY, ...LISTS, ...PATTERNS, ...PRESENCE], build: buildTextual }
const JUDGED: FieldKind = { operators: [...EQUALITY, ...RANGES, ...PATTERNS, ...PRESENCE], build: buildJudged }
const ISSUE: FieldKind = { operators: ['='], build: buildTextual }
const CONTENT: FieldKind = { operators: ['LIKE', 'ILIKE'], build: buildTextual }

const LIST_ATTRIBUTES = ['request_id', 'client_request_id', 'status', 'name', 'run_id']
const NUMERIC_ATTRIBUTES = ['timestamp_ms', 'execution_time_ms', 'end_time_ms']

/** Checks that field, operator and value go together. Throws FilterError. */
export function buildClause(clause: Clause): Filter {
  const { field, operator, operatorName, operatorToken } = clause
  const { operators, build } = kindOf(field)
  if (operator.kind === 'unsupported') throw notSupportedYet(`the operator ${operatorName}`, operatorToken.position)
  if (build === buildNumeric && operator.kind === 'in') {
    const message = `Only attributes in ${asSet(LIST_ATTRIBUTES)} supports comparison with a list of quoted string values.`
    throw new FilterError(message, operatorToken.position)
  }
  if (!operators.includes(operatorName)) throw wrongOperator(clause, operators)
  return build(clause)
}

function kindOf(field: FieldRef): FieldKind {
  if (field.entity === 'span') return IDENTIFIER
  if (field.entity === 'issue') return ISSUE
  if (field.entity === 'feedback' || field.entity === 'expectation') return JUDGED
  if (field.entity !== 'attribute' || field.key === 'name' || field.key === 'run_id') return OPTIONAL
  if (field.key === 'text') return CONTENT
  return NUMERIC_ATTRIBUTES.includes(field.key) ? NUMERIC : IDENTIFIER
}

function wrongOperator({ field, operatorName, operatorToken }: Clause, operators: readonly string[]): FilterError {
  const isContent = field.entity === 'attribute' && field.key === 'text'
  const subject = isContent
    ? 'span.content comparator'
    : field.entity === 'span' || field.entity === 'issue'
      ? `${field.entity}.${field.key} comparator`
      : 'Invalid comparator'
  return new FilterError(`${subject} '${operatorName}' not one of '${asSet(operators)}'`, operatorToken.position)
}

function buildNumeric(clause: Clause): Filter {
  const { field, operator, value, key } = clause
  if (operator.kind !== 'compare' || value === undefined) throw incomplete(clause)
  const number = numberOf(value)
  // Bare `timestamp` is a keyword to MLflow's parser, which then takes whole numbers only.
  const isPlain = value.kind === 'number' && Number.isInteger(number)
  if (number === undefined || !Number.isFinite(number) || (key.raw === 'timestamp' && !isPlain))
    throw incomplete(clause)
  return { kind: 'compare', field, operator: operator.operator, value: number }
}

/** Only numbers are greater and less: everything else is compared as text. */
function buildJudged(clause: Clause): Filter {
  const { field, operator, operatorName, value } = clause
  if (operator.kind !== 'compare' || !RANGES.includes(operatorName)) return buildTextual(clause)
  if (value === undefined) throw incomplete(clause)
  if (value.kind === 'number' && Number.isFinite(value.number)) {
    return { kind: 'compare', field, operator: operator.operator, value: value.number }
  }
  const { raw, position } = value.kind === 'list' ? { raw: value.raw, position: value.token.position } : value.token
  const expected = `Expected a numeric value for ${field.entity} when using comparator '${operatorName}'.`
  throw new FilterError(`${expected} Got value ${raw}`, position)
}

/** A number may also be quoted. */
function numberOf(value: Value): number | undefined {
  if (value.kind === 'number') return value.number
  if (value.kind === 'text' && /^-?\d{1,18}(?:\.\d{1,18})?$/.test(value.text)) return Number(value.text)
  if (value.kind === 'unquoted') throw notQuoted(value.token)
  return undefined
}

function buildTextual(clause: Clause): Filter {
  const { field, operator, value } = clause
  if (operator.kind === 'exists') return { kind: 'exists', field, negated: operator.negated }
  if (value === undefined) throw incomplete(clause)
  if (operator.kind === 'in') {
    if (value.kind !== 'list') throw incomplete(clause)
    return { kind: 'in', field, values: value.texts, negated: operator.negated }
  }
  if (value.kind !== 'text') throw notText(field, value)
  if (operator.kind === 'matches') return { kind: 'matches', field, pattern: value.text }
  if (operator.kind === 'like') return { kind: 'like', field, pattern: value.text, ignoreCase: operator.ignoreCase }
  if (operator.kind === 'compare') return { kind: 'compare', field, operator: operator.operator, value: value.text }
  throw incomplete(clause)
}

function notText(field: FieldRef, value: Exclude<Value, { kind: 'text' }>): FilterError {
  const { raw, position } = value.kind === 'list' ? { raw: value.raw, position: value.token.position } : value.token
  if (field.entity !== 'attribute') {
    const entity = field.entity === 'metadata' ? 'request_metadata' : field.entity
    return new FilterError(`Expected a quoted string value for ${entity} (e.g. 'my-value'). Got value ${raw}`, position)
  }
  if (value.kind === 'number') {
    return new FilterError(
      `Only the '${asSet(NUMERIC_ATTRIBUTES)}' attributes support comparison with numeric values.`,
      position,
    )
  }
  if (value.kind === 'unquoted' && raw.toLowerCase() !== 'null') return notQuoted(value.token)
  const expected = 'Expected a quoted string value or a list of quoted string values for attributes.'
  return new FilterError(`${expected} Got value ${raw}`, position)
}

const notQuoted = ({ raw, position }: Token): FilterError =>
  new FilterError(
    `Parameter value is either not quoted or unidentified quote types used for string value ${raw}. Use either single or double quotes.`,
    position,
  )

function incomplete({ key, operatorName, value }: Clause): FilterError {
  const rest = value === undefined ? [] : [value.kind === 'list' ? value.raw : value.token.raw]
  return invalidClauses([key.raw, operatorName, ...rest], key.position)
}
