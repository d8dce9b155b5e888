import { describe, expect, test } from 'vitest'
import { buildSearchIndex, findRows, stepMatch } from './search.ts'
import { spanOf } from './testing/span-of.ts'
import { viewTrace } from './trace-view.ts'

const VIEW = viewTrace([
  spanOf({ id: 1, name: 'mittens' }),
  spanOf({
    id: 2,
    parent: 1,
    from: 1,
    name: 'execute_tool multiply',
    type: 'TOOL',
    inputs: { a: 57 },
    outputs: { text: 'foo\nbar "Größe"' },
  }),
  spanOf({ id: 3, parent: 1, from: 2, attributes: { 'gen_ai.request.model': 'gemini-3', big: 9223372036854775807n } }),
  spanOf({ id: 4, parent: 1, from: 3, status: 'ERROR', message: 'Quota exceeded' }),
])
const INDEX = buildSearchIndex(VIEW)

describe('search finds', () => {
  test.each([
    ['MULTIPLY', [1]],
    ['größe', [1]],
    ['"größe"', [1]],
    ['bar', [1]],
    ['gen_ai.request', [2]],
    ['9223372036854775807', [2]],
    ['quota EXCEEDED', [3]],
    ['  mittens ', [0]],
    ['nowhere', []],
    ['', []],
    ['foonbar', []],
  ])('%s in rows %j', (query, rows) => {
    expect(findRows(INDEX, query)).toEqual(rows)
  })
})

test('next and previous go around the end', () => {
  const found = [2, 5, 9]

  expect([undefined, 0, 2, 5, 9].map((from) => stepMatch(found, from, 1))).toEqual([2, 2, 5, 9, 2])
  expect([undefined, 9, 7, 2].map((from) => stepMatch(found, from, -1))).toEqual([9, 5, 5, 9])
  expect(stepMatch([], 3, 1)).toBeUndefined()
})
