import type { RunField, RunFilter } from '@loupe-ai/model'
import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { parseRunFilter, parseRunOrder } from './parse-run-filter.ts'

type AttributeKey = Extract<RunField, { entity: 'attribute' }>['key']

const attribute = (key: AttributeKey): RunField => ({ entity: 'attribute', key })
const of = (entity: 'metric' | 'param' | 'tag', key: string): RunField => ({ entity, key })
const is = (field: RunField, value: string | number): RunFilter => ({ kind: 'compare', field, operator: '=', value })

test.each<[string, RunFilter]>([
  ["status = 'FINISHED'", is(attribute('status'), 'FINISHED')],
  ["attributes.status = 'FINISHED'", is(attribute('status'), 'FINISHED')],
  ["attr.status = 'FINISHED'", is(attribute('status'), 'FINISHED')],
  ["run.run_name = 'a'", is(attribute('run_name'), 'a')],
  ["`run name` = 'a'", is(attribute('run_name'), 'a')],
  ["attribute.`Run Name` = 'a'", is(attribute('run_name'), 'a')],
  ['Created > 1', { kind: 'compare', field: attribute('start_time'), operator: '>', value: 1 }],
  ['end_time <= 1.5', { kind: 'compare', field: attribute('end_time'), operator: '<=', value: 1.5 }],
  ["run_id IN ('a','b')", { kind: 'in', field: attribute('run_id'), values: ['a', 'b'], negated: false }],
  ["user_id NOT IN ('a')", { kind: 'in', field: attribute('user_id'), values: ['a'], negated: true }],
  ['metrics.x > 0.5', { kind: 'compare', field: of('metric', 'x'), operator: '>', value: 0.5 }],
  ['metric.`val/loss` = -1e-3', is(of('metric', 'val/loss'), -0.001)],
  ["params.x = '1'", is(of('param', 'x'), '1')],
  ["parameter.x LIKE '%1'", { kind: 'like', field: of('param', 'x'), pattern: '%1', ignoreCase: false }],
  ['param.x IS NULL', { kind: 'exists', field: of('param', 'x'), negated: true }],
  ["tags.`mlflow.user` = 'me'", is(of('tag', 'mlflow.user'), 'me')],
  ["dataset.name = 'd'", is({ entity: 'dataset', key: 'name' }, 'd')],
  [
    "datasets.context IN ('train')",
    { kind: 'in', field: { entity: 'dataset', key: 'context' }, values: ['train'], negated: false },
  ],
  [
    "metrics.x > 1 OR NOT (tags.a = 'b' AND params.c = 'd')",
    {
      kind: 'or',
      parts: [
        { kind: 'compare', field: of('metric', 'x'), operator: '>', value: 1 },
        { kind: 'not', part: { kind: 'and', parts: [is(of('tag', 'a'), 'b'), is(of('param', 'c'), 'd')] } },
      ],
    },
  ],
])('%s', (text, filter) => {
  expect(parseRunFilter(text)).toEqual({ ok: true, filter })
})

test.each([
  ["bar = 'x'", "Invalid attribute key 'bar' specified. Valid keys are '{", 0],
  [
    "foo.bar = 'x'",
    "Invalid entity type 'foo'. Valid values are ['metric', 'parameter', 'tag', 'attribute', 'dataset']",
    0,
  ],
  ["dataset.source = 'x'", "Invalid dataset key 'source' specified. Valid keys are '{'name', 'digest', 'context'}'", 0],
  ["metrics.x > '5'", "Expected numeric value type for metric. Found '5'", 12],
  ["metrics.x LIKE '5'", "Invalid comparator 'LIKE' not one of", 10],
  ["start_time > 'x'", "Expected numeric value type for numeric attribute: start_time. Found 'x'", 13],
  ['params.x = 1', "Expected a quoted string value for parameter (e.g. 'my-value'). Got value 1", 11],
  ['status = 1', 'Expected a quoted string value for attributes. Got value 1', 9],
  ['dataset.name = 1', 'Expected a quoted string value for dataset attributes. Got value 1', 15],
  ['status IS NULL', "IS NULL / IS NOT NULL is only supported for tags and params, not for 'attribute' 'status'", 7],
  ['metrics.x IS NULL', "IS NULL / IS NOT NULL is only supported for tags and params, not for 'metric' 'x'", 10],
  ['metrics.x = nan', 'Expected numeric value type for metric. Found nan', 12],
])('%s is refused', (text, message, position) => {
  expect(parseRunFilter(text)).toMatchObject({
    ok: false,
    failure: { message: expect.stringContaining(message) as string, position },
  })
})

test('orders are by attribute, metric, parameter or tag', () => {
  expect(
    parseRunOrder(['metrics.`val/loss` DESC', 'attributes.start_time', 'Created ASC', 'params.x', 'tags.y desc']),
  ).toEqual({
    ok: false,
    failure: { message: "`order_by` contains duplicate fields: ['start_time']", position: 0, clause: 2 },
  })
  expect(parseRunOrder(['metrics.`val/loss` DESC', 'start_time', 'params.x', 'tags.y desc'])).toEqual({
    ok: true,
    orderBy: [
      { field: of('metric', 'val/loss'), descending: true },
      { field: attribute('start_time'), descending: false },
      { field: of('param', 'x'), descending: false },
      { field: of('tag', 'y'), descending: true },
    ],
  })
  expect(parseRunOrder(['dataset.name'])).toMatchObject({ ok: false, failure: { clause: 0 } })
})

test('any text is read or refused, never thrown at', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 40 }), (text) => {
      expect([typeof parseRunFilter(text).ok, typeof parseRunOrder([text]).ok]).toEqual(['boolean', 'boolean'])
    }),
    { numRuns: 1000 },
  )
})
