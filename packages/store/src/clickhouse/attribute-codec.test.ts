import { expect, test } from 'vitest'
import { decodeAttributeMap, decodeAttributes, encodeAttributes } from './attribute-codec.ts'

test.each([
  ['an integer', 5n, '5'],
  ['a double without a fraction', 5, '5.0'],
  ['an integer beyond a double', 9_223_372_036_854_775_807n, '9223372036854775807'],
  ['a double beyond an integer', 1e21, '1e+21'],
  ['minus zero', -0, '-0.0'],
  ['no number', Number.NaN, '{"$double":"NaN"}'],
  ['minus infinity', -Infinity, '{"$double":"-Infinity"}'],
  ['bytes', new Uint8Array([0, 255]), '{"$bytes":"AP8="}'],
  ['nothing', null, 'null'],
  ['half of a pair', '\ud800', '"\\ud800"'],
  ['a map that looks like bytes', { $bytes: 'AP8=' }, '{"$$bytes":"AP8="}'],
  ['a map with a marked key inside', { a: [{ $double: 'NaN', $$: true }] }, '{"a":[{"$$double":"NaN","$$$":true}]}'],
])('%s has its own text and comes back', (_, value, text) => {
  expect(encodeAttributes(value)).toBe(text)
  expect(decodeAttributes(text)).toEqual(value)
})

test('no attributes are an empty map', () => {
  expect(decodeAttributeMap('')).toEqual({})
})
