import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { countTextTokens, splitTokens } from './tokens.ts'

test('a text is split into as many pieces as are counted, and they are its beginning', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', maxLength: 500 }), (text) => {
      const pieces = splitTokens(text)

      expect(pieces).toHaveLength(countTextTokens(text))
      expect(text.startsWith(pieces.join(''))).toBe(true)
      expect(text.slice(pieces.join('').length).trim()).toBe('')
    }),
  )
})

test('long words are several pieces', () => {
  expect(splitTokens('a counterrevolutionary idea').join('|')).toBe('a| counter|revolut|ionary| idea')
})
