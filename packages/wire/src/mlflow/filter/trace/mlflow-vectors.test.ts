import type { FieldRef, Filter } from '@loupe-ai/model'
import { describe, expect, test } from 'vitest'
import { FILTER_VECTORS, ORDER_VECTORS } from './testing/mlflow-vectors.ts'
import { parseTraceFilter } from './parse-trace-filter.ts'
import { parseTraceOrderBy } from './parse-trace-order.ts'

const A_TAG_STAYS_A_TAG = 'MLflow renames the keys of every entity, so that a tag called so cannot be found there'
const A_NUMBER_IS_A_NUMBER = 'MLflow passes the quoted number on to its database'

/** Where we read something else, and why. */
const READ_OTHERWISE: ReadonlyMap<string, readonly [clauses: string, why: string]> = new Map([
  ["tag.name = 'x'", ['tag `name` = "x"', A_TAG_STAYS_A_TAG]],
  ["tag.timestamp = 'x'", ['tag `timestamp` = "x"', A_TAG_STAYS_A_TAG]],
  ["tag.text LIKE '%x%'", ['tag `text` LIKE "%x%"', A_TAG_STAYS_A_TAG]],
  ["metadata.name = 'x'", ['request_metadata `name` = "x"', A_TAG_STAYS_A_TAG]],
  ["metadata.run_id = 'x'", ['request_metadata `run_id` = "x"', A_TAG_STAYS_A_TAG]],
  ["metadata.end_time = 'x'", ['request_metadata `end_time` = "x"', A_TAG_STAYS_A_TAG]],
  ["feedback.name = 'x'", ['feedback `name` = "x"', A_TAG_STAYS_A_TAG]],
  ["feedback.text LIKE '%x%'", ['feedback `text` LIKE "%x%"', A_TAG_STAYS_A_TAG]],
  ["execution_time_ms > '100'", ['attribute `execution_time_ms` > 100', A_NUMBER_IS_A_NUMBER]],
])

/** What MLflow's parser takes and its store refuses, or means by mistake. */
const REFUSED: ReadonlyMap<string, string> = new Map([
  ["prompt != 'p/1'", "Invalid comparator '!=' for prompts filter."],
  ["prompt LIKE 'p%'", "Invalid comparator 'LIKE' for prompts filter."],
  ['prompt IS NULL', "Invalid comparator 'IS NULL' for prompts filter."],
  ["issue.name = 'x'", "Invalid issue attribute 'name'."],
])

/** What MLflow refuses, or takes and then fails at, though its documents promise it; with what we make of it. */
const MORE: readonly (readonly [filter: string, clauses: string])[] = [
  ["name IN ('a', 'b')", 'tag `mlflow.traceName` IN ["a", "b"]'],
  ["run_id IN ('a')", 'request_metadata `mlflow.sourceRun` IN ["a"]'],
  ["tag.x NOT IN ('a')", 'tag `x` NOT IN ["a"]'],
  ["text LIKE '%x%'", 'span `content` LIKE "%x%"'],
  ["span.name like '%x%'", 'span `name` LIKE "%x%"'],
  ["span.type in ('LLM')", 'span `type` IN ["LLM"]'],
]

const read = (text: string): string => {
  const result = parseTraceFilter(text)
  return result.ok ? (result.filter === undefined ? '' : clausesOf(result.filter).join(' & ')) : result.failure.message
}

/** As the vectors put it; a span's conditions stand in the chain. */
function clausesOf(filter: Filter): string[] {
  switch (filter.kind) {
    case 'and':
      return filter.parts.flatMap(clausesOf)
    case 'span':
      return clausesOf(filter.where)
    case 'compare':
      return [`${keyOf(filter.field)} ${filter.operator} ${JSON.stringify(filter.value)}`]
    case 'like':
      return [`${keyOf(filter.field)} ${filter.ignoreCase ? 'ILIKE' : 'LIKE'} ${JSON.stringify(filter.pattern)}`]
    case 'matches':
      return [`${keyOf(filter.field)} RLIKE ${JSON.stringify(filter.pattern)}`]
    case 'in':
      return [`${keyOf(filter.field)} ${filter.negated ? 'NOT IN' : 'IN'} ${listOf(filter.values)}`]
    case 'exists':
      return [`${keyOf(filter.field)} ${filter.negated ? 'IS NULL' : 'IS NOT NULL'} null`]
    default:
      return [filter.kind]
  }
}

const listOf = (values: readonly string[]): string => `[${values.map((value) => JSON.stringify(value)).join(', ')}]`

function keyOf({ entity, key }: FieldRef): string {
  if (entity === 'metadata') return `request_metadata \`${key}\``
  if (entity === 'span-attribute') return `span \`attributes.${key}\``
  if (entity === 'attribute' && key === 'name') return 'tag `mlflow.traceName`'
  if (entity === 'attribute' && key === 'run_id') return 'request_metadata `mlflow.sourceRun`'
  if (entity === 'attribute' && key === 'prompt') return 'tag `mlflow.linkedPrompts`'
  if (entity === 'attribute' && key === 'text') return 'span `content`'
  return `${entity} \`${key}\``
}

// The vectors keep an operator's case, numbers as Python prints them, and the quotes of a span attribute's name.
const asWeSay = (clauses: string): string =>
  clauses
    .replaceAll(/ (i?like|rlike|in) /g, (word) => word.toUpperCase())
    .replaceAll(/(\d)\.0\b/g, '$1')
    .replaceAll(/`attributes\.`([^`]+)``/g, '`attributes.$1`')

describe('what MLflow reads', () => {
  test.each(FILTER_VECTORS.filter(([filter]) => !REFUSED.has(filter)))('%s', (filter, clauses) => {
    expect(read(filter)).toBe(READ_OTHERWISE.get(filter)?.[0] ?? asWeSay(clauses))
  })

  test.each([...REFUSED])('but for %s', (filter, message) => {
    expect(read(filter)).toContain(message)
  })

  test.each(MORE)('and what it only promises: %s', (filter, clauses) => {
    expect(read(filter)).toBe(clauses)
  })

  test('but for exceptions that are all among the vectors', () => {
    const known = FILTER_VECTORS.map(([filter]) => filter)

    expect([...READ_OTHERWISE.keys(), ...REFUSED.keys()].filter((filter) => !known.includes(filter))).toEqual([])
  })
})

/** Its parser takes these, its store refuses them. */
const REFUSED_ORDERS: ReadonlyMap<string, string> = new Map([
  ['span.name', "Invalid identifier type 'span'"],
  ['feedback.x', "Invalid identifier type 'feedback'"],
  // A tag that is called so, as above.
  ['tag.name', 'tag `name` ASC'],
])

describe('what MLflow orders by', () => {
  test.each(ORDER_VECTORS)('%s', (order, term) => {
    const result = parseTraceOrderBy([order])
    const said = result.ok
      ? result.orderBy.map(({ field, descending }) => `${keyOf(field)} ${descending ? 'DESC' : 'ASC'}`).join()
      : result.failure.message

    expect(said).toBe(REFUSED_ORDERS.get(order) ?? term)
  })
})
