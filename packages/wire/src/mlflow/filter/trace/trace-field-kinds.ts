import type { AttributeKey, FieldRef, Filter } from '@loupe-ai/model'
import {
  buildClause,
  EQUALITY,
  type FieldKind,
  incomplete,
  LISTS,
  notQuoted,
  numberCondition,
  PRESENCE,
  RANGES,
  sourceOf,
  textCondition,
} from '../build-condition.ts'
import { asSet, FilterError, invalidClauses } from '../filter-failure.ts'
import type { Clause } from '../read-clause.ts'
import type { Value } from '../read-value.ts'

type TraceClause = Clause<FieldRef>
type TraceFieldKind = FieldKind<FieldRef, Filter>

const PATTERNS = ['LIKE', 'ILIKE', 'RLIKE']
const ofTexts = (clause: TraceClause): Filter => textCondition(clause, notText)
const ofSpan = ({ field }: TraceClause): string => `span.${field.key} comparator`

// Which operators a field takes (mlflow-wire.md §7.3); IN also where MLflow only documents it.
const TIME: TraceFieldKind = { operators: [...EQUALITY, ...RANGES], build: buildTime }
const IDENTIFIER: TraceFieldKind = { operators: [...EQUALITY, ...LISTS, ...PATTERNS], build: ofTexts }
const OPTIONAL: TraceFieldKind = { operators: [...IDENTIFIER.operators, ...PRESENCE], build: ofTexts }
const COUNT: TraceFieldKind = { operators: [...TIME.operators, ...PRESENCE], build: buildCount }
const SPAN_IDENTIFIER: TraceFieldKind = { ...IDENTIFIER, wrongOperator: ofSpan }
const SPAN_OPTIONAL: TraceFieldKind = { ...OPTIONAL, wrongOperator: ofSpan }
const SPAN_COUNT: TraceFieldKind = { ...COUNT, wrongOperator: ofSpan }
const JUDGED: TraceFieldKind = { operators: [...EQUALITY, ...RANGES, ...PATTERNS, ...PRESENCE], build: buildJudged }
const ISSUE: TraceFieldKind = { operators: ['='], build: ofTexts, wrongOperator: () => 'issue.id comparator' }
const CONTENT: TraceFieldKind = {
  operators: ['LIKE', 'ILIKE', 'HAS'],
  build: buildContent,
  wrongOperator: () => 'span.content comparator',
}
const SPAN_ATTRIBUTE: TraceFieldKind = {
  operators: [...OPTIONAL.operators, ...RANGES],
  build: buildSpanAttribute,
  wrongOperator: ({ field }) => `span.attributes.${field.key} comparator`,
}

const KIND_OF_ATTRIBUTE: Readonly<Record<Exclude<AttributeKey, 'experiment_id' | 'prompt'>, TraceFieldKind>> = {
  request_id: IDENTIFIER,
  client_request_id: IDENTIFIER,
  status: IDENTIFIER,
  name: OPTIONAL,
  run_id: OPTIONAL,
  session: OPTIONAL,
  user: OPTIONAL,
  model: OPTIONAL,
  timestamp_ms: TIME,
  execution_time_ms: TIME,
  end_time_ms: TIME,
  span_count: COUNT,
  input_tokens: COUNT,
  output_tokens: COUNT,
  total_tokens: COUNT,
  cost: COUNT,
  text: CONTENT,
}

const KIND_OF_SPAN: Readonly<Record<Extract<FieldRef, { entity: 'span' }>['key'], TraceFieldKind>> = {
  name: SPAN_IDENTIFIER,
  type: SPAN_IDENTIFIER,
  status: SPAN_IDENTIFIER,
  model: SPAN_OPTIONAL,
  provider: SPAN_OPTIONAL,
  duration_ms: SPAN_COUNT,
  input_tokens: SPAN_COUNT,
  output_tokens: SPAN_COUNT,
  total_tokens: SPAN_COUNT,
  cost: SPAN_COUNT,
}

const LIST_ATTRIBUTES = ['request_id', 'client_request_id', 'status', 'name', 'run_id']
const NUMERIC_ATTRIBUTES = ['timestamp_ms', 'execution_time_ms', 'end_time_ms']

/** Checks that field, operator and value go together. Throws FilterError. */
export function buildTraceCondition(clause: TraceClause): Filter {
  const { field, operator, operatorToken } = clause
  if (field.entity === 'attribute' && field.key === 'prompt') return buildPrompt(clause)
  const kind = kindOf(field)
  if (kind === TIME && operator.kind === 'in') {
    const message = `Only attributes in ${asSet(LIST_ATTRIBUTES)} supports comparison with a list of quoted string values.`
    throw new FilterError(message, operatorToken.position, 'Join comparisons by OR.')
  }
  return buildClause(clause, kind)
}

function kindOf(field: FieldRef): TraceFieldKind {
  switch (field.entity) {
    case 'tag':
    case 'metadata':
      return OPTIONAL
    case 'span':
      return KIND_OF_SPAN[field.key]
    case 'span-attribute':
      return SPAN_ATTRIBUTE
    case 'feedback':
    case 'expectation':
      return JUDGED
    case 'issue':
      return ISSUE
    case 'attribute':
      if (field.key === 'experiment_id' || field.key === 'prompt')
        throw new TypeError(`no kind of its own: ${field.key}`)
      return KIND_OF_ATTRIBUTE[field.key]
  }
}

function buildTime(clause: TraceClause): Filter {
  // Bare `timestamp` is a keyword to MLflow's parser, which then takes whole numbers only.
  const isBare = clause.key.raw === 'timestamp'
  return numberCondition(
    clause,
    (value) => {
      if (value.kind === 'unquoted') return notQuoted(value)
      const isFraction = isBare && value.kind === 'number'
      const hint = isFraction ? 'Write a whole number, or timestamp_ms.' : 'It is a number, without quotes.'
      return incomplete(clause, hint)
    },
    (value) => (isBare ? wholeNumber(value) : numberOf(value)),
  )
}

const wholeNumber = (value: Value): number | undefined =>
  value.kind === 'number' && Number.isInteger(value.number) ? value.number : undefined

/** A number may also be quoted. */
function numberOf(value: Value): number | undefined {
  if (value.kind === 'number') return value.number
  return value.kind === 'text' && /^-?\d{1,18}(?:\.\d{1,18})?$/.test(value.text) ? Number(value.text) : undefined
}

function buildCount(clause: TraceClause): Filter {
  return numberCondition(clause, (value) => {
    const { raw, position } = sourceOf(value)
    return new FilterError(`Expected a numeric value for ${clause.key.raw}. Got value ${raw}`, position)
  })
}

/** Only numbers are greater and less: everything else is compared as text. */
function buildJudged(clause: TraceClause): Filter {
  return isRange(clause) ? numberCondition(clause, notNumeric) : ofTexts(clause)
}

function buildSpanAttribute(clause: TraceClause): Filter {
  const isNumber = clause.operator.kind === 'compare' && clause.value?.kind === 'number'
  return isRange(clause) || isNumber ? numberCondition(clause, notNumeric) : ofTexts(clause)
}

const isRange = ({ operatorName }: TraceClause): boolean => RANGES.some((range) => range === operatorName)

function notNumeric(value: Value, { field, operatorName }: TraceClause): FilterError {
  const { raw, position } = sourceOf(value)
  const expected = `Expected a numeric value for ${wordOf(field)} when using comparator '${operatorName}'.`
  return new FilterError(`${expected} Got value ${raw}`, position, 'A number stands without quotes.')
}

const MAX_SAID_CHARACTERS = 1000

function buildContent(clause: TraceClause): Filter {
  if (clause.operator.kind !== 'says') return ofTexts(clause)
  const { value } = clause
  if (value === undefined) throw incomplete(clause)
  if (value.kind !== 'text') throw notText(value, clause)
  if (value.text.length > MAX_SAID_CHARACTERS) {
    const message = `HAS looks for at most ${MAX_SAID_CHARACTERS} characters.`
    throw new FilterError(message, value.token.position, "For a long text use LIKE '%…%'.")
  }
  if (!/[\p{L}\p{N}]/u.test(value.text)) {
    const message = `HAS looks for words, and there is none in ${value.token.raw}.`
    throw new FilterError(message, value.token.position, "For other characters use LIKE '%…%'.")
  }
  return { kind: 'says', text: value.text }
}

function buildPrompt(clause: TraceClause): Filter {
  const { field, operatorName, operatorToken, value } = clause
  if (operatorName !== '=') {
    const message = `Invalid comparator '${operatorName}' for prompts filter. Only '=' is supported with format: prompt = "name/version"`
    const hint = operatorName === '!=' ? 'Write NOT prompt = "name/version".' : undefined
    throw new FilterError(message, operatorToken.position, hint)
  }
  if (value === undefined) throw incomplete(clause)
  if (value.kind !== 'text') throw notText(value, clause)
  if (!/^[^/]+\/[^/]+$/.test(value.text)) {
    const message = `Invalid prompts filter value '${value.text}'. Expected format: prompt = "name/version"`
    throw new FilterError(message, value.token.position)
  }
  return { kind: 'compare', field, operator: '=', value: value.text }
}

function notText(value: Value, clause: TraceClause): FilterError {
  const { field, key, operatorName } = clause
  const { raw, position } = sourceOf(value)
  const isKeyword = value.kind === 'unquoted' && /^(?:true|false)$/i.test(raw)
  if (isKeyword) return invalidClauses([key.raw, operatorName, raw], key.position, `Write '${raw}', in quotes.`)
  const isNull = value.kind === 'unquoted' && raw.toLowerCase() === 'null'
  if (value.kind === 'unquoted' && !isNull) return notQuoted(value)
  const hint = isNull ? `Write ${key.raw} IS ${operatorName === '=' ? '' : 'NOT '}NULL.` : `Write '${raw}', in quotes.`
  if (field.entity !== 'attribute') {
    const expected = `Expected a quoted string value for ${wordOf(field)} (e.g. 'my-value').`
    return new FilterError(`${expected} Got value ${raw}`, position, hint)
  }
  if (value.kind === 'number') {
    const message = `Only the '${asSet(NUMERIC_ATTRIBUTES)}' attributes support comparison with numeric values.`
    return new FilterError(message, position, hint)
  }
  const expected = 'Expected a quoted string value or a list of quoted string values for attributes.'
  return new FilterError(`${expected} Got value ${raw}`, position, isNull ? undefined : hint)
}

/** How messages call what the field belongs to. */
const wordOf = ({ entity, key }: FieldRef): string =>
  entity === 'metadata' ? 'request_metadata' : entity === 'span-attribute' ? `span attribute ${key}` : entity
