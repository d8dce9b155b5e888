import type { ExperimentField, ExperimentFilter } from '@loupe-ai/model'
import { expect, test } from 'vitest'
import { parseExperimentFilter, parseExperimentOrder } from './parse-experiment-filter.ts'

const NAME: ExperimentField = { entity: 'attribute', key: 'name' }
const CREATED: ExperimentField = { entity: 'attribute', key: 'creation_time' }
const tag = (key: string): ExperimentField => ({ entity: 'tag', key })
const is = (field: ExperimentField, value: string | number): ExperimentFilter => ({
  kind: 'compare',
  field,
  operator: '=',
  value,
})

test.each<[string, ExperimentFilter | undefined]>([
  ['', undefined],
  ["name = 'a'", is(NAME, 'a')],
  ["attribute.name ILIKE '%a%'", { kind: 'like', field: NAME, pattern: '%a%', ignoreCase: true }],
  ["name IN ('a', 'b')", { kind: 'in', field: NAME, values: ['a', 'b'], negated: false }],
  ["experiment_id = '1'", is({ entity: 'attribute', key: 'experiment_id' }, '1')],
  ['creation_time >= 5', { kind: 'compare', field: CREATED, operator: '>=', value: 5 }],
  ["tags.a = 'b'", is(tag('a'), 'b')],
  ["tag.`a b` != 'c'", { kind: 'compare', field: tag('a b'), operator: '!=', value: 'c' }],
  ['tag."a b" IS NOT NULL', { kind: 'exists', field: tag('a b'), negated: false }],
  [
    "name = 'a' AND (tags.x = '1' OR NOT tags.y IS NULL)",
    {
      kind: 'and',
      parts: [
        is(NAME, 'a'),
        {
          kind: 'or',
          parts: [is(tag('x'), '1'), { kind: 'not', part: { kind: 'exists', field: tag('y'), negated: true } }],
        },
      ],
    },
  ],
])('%s', (text, filter) => {
  expect(parseExperimentFilter(text)).toEqual({ ok: true, filter })
})

test.each([
  ["attributes.name = 'a'", "Invalid entity type 'attributes'. Valid entity types are ('attribute', 'tag', 'tags')", 0],
  ["lifecycle_stage = 'active'", "Invalid attribute key 'lifecycle_stage' specified. Valid keys are '{", 0],
  ['name = 5', 'Expected a quoted string value for attributes. Got value 5', 7],
  ['name = a', 'Parameter value is either not quoted', 7],
  ["name > 'a'", "Invalid comparator '>' not one of '{'=', '!='", 5],
  ["name RLIKE 'a'", "Invalid comparator 'RLIKE' not one of", 5],
  ['name IS NULL', "IS NULL / IS NOT NULL is only supported for tags, not for attribute 'name'", 5],
  ["creation_time > '5'", "Expected numeric value type for numeric attribute: creation_time. Found '5'", 16],
  ["creation_time LIKE '5'", "Invalid comparator 'LIKE' not one of", 14],
  ['tags.a = 1', "Expected a quoted string value for tag (e.g. 'my-value'). Got value 1", 9],
  ["name = 'a' OR", "Invalid clause(s) in filter string: 'OR'", 11],
])('%s is refused', (text, message, position) => {
  expect(parseExperimentFilter(text)).toMatchObject({
    ok: false,
    failure: { message: expect.stringContaining(message) as string, position },
  })
})

test('orders are by attribute, with and without the word', () => {
  expect(parseExperimentOrder(['name', 'attribute.last_update_time desc', 'experiment_id ASC'])).toEqual({
    ok: true,
    orderBy: [
      { field: NAME, descending: false },
      { field: { entity: 'attribute', key: 'last_update_time' }, descending: true },
      { field: { entity: 'attribute', key: 'experiment_id' }, descending: false },
    ],
  })
})

test.each([
  ['tag.a', 'Invalid order_by entity: tag'],
  ['lifecycle_stage', "Invalid attribute key 'lifecycle_stage' specified."],
  ['name DOWN', "Invalid ordering key in order_by clause 'name DOWN'."],
  ['name, creation_time', "Invalid order_by clause 'name, creation_time'. Could not be parsed."],
])('order by %s is refused', (clause, message) => {
  expect(parseExperimentOrder([clause])).toMatchObject({
    ok: false,
    failure: { message: expect.stringContaining(message) as string },
  })
})
