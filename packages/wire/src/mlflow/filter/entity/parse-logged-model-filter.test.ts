import type { LoggedModelFilter } from '@loupe-ai/model'
import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { parseLoggedModelFilter, parseLoggedModelOrderField } from './parse-logged-model-filter.ts'

test.each<[string, LoggedModelFilter]>([
  ["name='v1'", { kind: 'compare', field: { entity: 'attribute', key: 'name' }, operator: '=', value: 'v1' }],
  [
    'attributes.creation_timestamp > 5',
    { kind: 'compare', field: { entity: 'attribute', key: 'creation_time' }, operator: '>', value: 5 },
  ],
  ['metrics.acc >= 0.5', { kind: 'compare', field: { entity: 'metric', key: 'acc' }, operator: '>=', value: 0.5 }],
  ["params.llm = 'x'", { kind: 'compare', field: { entity: 'param', key: 'llm' }, operator: '=', value: 'x' }],
  ['params.lr = 0.01', { kind: 'compare', field: { entity: 'param', key: 'lr' }, operator: '=', value: '0.01' }],
  ['params.lr != 1e-3', { kind: 'compare', field: { entity: 'param', key: 'lr' }, operator: '!=', value: '1e-3' }],
  ['tags.v = -1', { kind: 'compare', field: { entity: 'tag', key: 'v' }, operator: '=', value: '-1' }],
  ['name = 7', { kind: 'compare', field: { entity: 'attribute', key: 'name' }, operator: '=', value: '7' }],
  ["tags.`a b` LIKE 'x%'", { kind: 'like', field: { entity: 'tag', key: 'a b' }, pattern: 'x%', ignoreCase: false }],
])('%s', (text, filter) => {
  expect(parseLoggedModelFilter(text)).toEqual({ ok: true, filter })
})

test.each([
  ["foo = 'x'", "Invalid attribute key 'foo' specified.", 0],
  ["foo.bar = 'x'", "unknown entity type 'foo'", 0],
  ["metrics.acc = 'x'", 'Expected numeric value type for metric.', 14],
])('%s is refused', (text, message, position) => {
  expect(parseLoggedModelFilter(text)).toMatchObject({
    ok: false,
    failure: { message: expect.stringContaining(message) as string, position },
  })
})

test('an order is by an attribute or a metric', () => {
  expect(parseLoggedModelOrderField('creation_timestamp')).toEqual({
    ok: true,
    field: { entity: 'attribute', key: 'creation_time' },
  })
  expect(parseLoggedModelOrderField('metrics.val/acc')).toEqual({
    ok: true,
    field: { entity: 'metric', key: 'val/acc' },
  })
  expect(parseLoggedModelOrderField('params.x')).toMatchObject({ ok: false })
})

test('any text is read or refused, never thrown at', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 40 }), (text) => {
      const oks = [parseLoggedModelFilter(text).ok, parseLoggedModelOrderField(text).ok]
      expect(oks.every((ok) => typeof ok === 'boolean')).toBe(true)
    }),
    { numRuns: 1000 },
  )
})
