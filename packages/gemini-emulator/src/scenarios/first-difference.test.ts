import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { firstDifference } from './first-difference.ts'

test('a value does not differ from its copy, and differs from any other', () => {
  fc.assert(
    fc.property(fc.jsonValue(), fc.jsonValue(), (one, other) => {
      const copy: unknown = JSON.parse(JSON.stringify(one))

      expect(firstDifference(JSON.parse(JSON.stringify(one)), copy)).toBeUndefined()
      expect(firstDifference({ a: one }, { a: one, b: other })).toBe('b is too much')
      expect(firstDifference([one], [one, other])).toBe('the body has 2 items instead of 1')
    }),
  )
})

test('the place of a difference is named', () => {
  expect(firstDifference({ a: [{ b: 1 }] }, { a: [{ b: 2 }] })).toBe('a[0].b is 2 instead of 1')
  expect(firstDifference({ a: { b: 1 } }, { a: {} })).toBe('a.b is missing')
})
