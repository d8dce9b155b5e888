import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { formatUrlSearch, parseUrlSearch } from './url-search.ts'

test('search parameters come back as they were, digits and signs included', () => {
  fc.assert(
    fc.property(fc.dictionary(fc.string({ unit: 'grapheme' }), fc.string({ unit: 'grapheme' })), (search) => {
      expect(parseUrlSearch(formatUrlSearch(search))).toEqual({ ...search })
    }),
  )
  expect(parseUrlSearch('?q=12345678901234567890')).toEqual({ q: '12345678901234567890' })
})

test('absent values leave no trace in the URL', () => {
  expect(formatUrlSearch({ filter: undefined })).toBe('')
  expect(formatUrlSearch({ filter: 'a b', state: undefined })).toBe('?filter=a+b')
})
