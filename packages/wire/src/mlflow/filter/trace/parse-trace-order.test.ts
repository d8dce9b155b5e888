import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { parseTraceOrderBy } from './parse-trace-order.ts'

test('keys are read with their direction, ascending unless told', () => {
  expect(
    parseTraceOrderBy(['timestamp DESC', 'execution_time_ms', "tag.'a b' asc", 'metadata.x desc', 'name']),
  ).toEqual({
    ok: true,
    orderBy: [
      { field: { entity: 'attribute', key: 'timestamp_ms' }, descending: true },
      { field: { entity: 'attribute', key: 'execution_time_ms' }, descending: false },
      { field: { entity: 'tag', key: 'a b' }, descending: false },
      { field: { entity: 'metadata', key: 'x' }, descending: true },
      { field: { entity: 'attribute', key: 'name' }, descending: false },
    ],
  })
  expect(parseTraceOrderBy([])).toEqual({ ok: true, orderBy: [] })
})

test('what a trace cost, took and counted is a key as well', () => {
  const keys = ['experiment_id', 'session', 'user', 'span_count', 'total_tokens', 'cost'] as const

  expect(parseTraceOrderBy(keys)).toEqual({
    ok: true,
    orderBy: keys.map((key) => ({ field: { entity: 'attribute', key }, descending: false })),
  })
})

test.each([
  [['foo'], "Invalid attribute key 'foo' specified. Valid keys are '{", 0, 0],
  [['timestamp DOWN'], "Invalid order_by clause 'timestamp DOWN'. Could not be parsed.", 0, 10],
  [['status', 'timestamp, name'], "Invalid order_by clause 'timestamp, name'. Could not be parsed.", 1, 9],
  [[''], "Invalid order_by clause ''. Could not be parsed.", 0, 0],
  [['tag.a-b DESC'], "Invalid order_by clause 'tag.a-b DESC'. Could not be parsed.", 0, 5],
  [['span.name'], "Invalid identifier type 'span'", 0, 0],
  [['timestamp', 'timestamp_ms DESC'], "`order_by` contains duplicate fields: ['timestamp_ms']", 1, 0],
  [['text'], "Invalid order_by key 'text'", 0, 0],
  [['status', 'trace.model'], "Invalid order_by key 'model'", 1, 0],
  [['prompt'], "Invalid order_by key 'prompt'", 0, 0],
])('%j is refused', (clauses, message, clause, position) => {
  expect(parseTraceOrderBy(clauses)).toMatchObject({
    ok: false,
    failure: { message: expect.stringContaining(message) as string, clause, position },
  })
})

test('any texts are read or refused, never thrown at', () => {
  fc.assert(
    fc.property(fc.array(fc.string({ unit: 'binary' }), { maxLength: 3 }), (clauses) => {
      expect(typeof parseTraceOrderBy(clauses).ok).toBe('boolean')
    }),
    { numRuns: 1000 },
  )
})
