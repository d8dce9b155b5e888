import { expect, test } from 'vitest'

import { toAttributeValue } from './to-attribute-value.ts'

test('scalars stay, whole numbers become integers', () => {
  expect([true, 'a', 5, 0.5, NaN, 7n].map((value) => toAttributeValue(value))).toEqual([true, 'a', 5n, 0.5, NaN, 7n])
  expect(toAttributeValue(2n ** 63n)).toBe('9223372036854775808')
  expect(toAttributeValue(undefined)).toBeUndefined()
})

test('lists of scalars are copied, anything deeper becomes JSON text', () => {
  const list = ['a', null, 1]
  const copied = toAttributeValue(list)
  list.push('later')
  expect(copied).toEqual(['a', null, 1n])
  expect(toAttributeValue([{ a: 1 }])).toBe('[{"a":1}]')
  expect(toAttributeValue({ password: 'x' })).toBe('{"password":"[redacted]"}')
})
