import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { readTraceSearch } from './trace-search.ts'

test('keeps the span, the tab and the words', () => {
  const search = { span: '00f067aa0ba902b7', tab: 'attributes', q: 'multiply' }
  expect(readTraceSearch(search)).toEqual(search)
})

test('leaves out what cannot be meant', () => {
  expect(readTraceSearch({ span: 'NOT A SPAN', tab: '<script>', q: '' })).toEqual({})
})

test('survives any garbage and is stable when read again', () => {
  fc.assert(
    fc.property(fc.record({ span: fc.anything(), tab: fc.anything(), q: fc.anything() }), (raw) => {
      const once = readTraceSearch(raw)
      expect(readTraceSearch({ ...once })).toEqual(once)
    }),
  )
})
