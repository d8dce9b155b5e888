import { expect, test } from 'vitest'
import { wrongPartOf } from './wrong-part.ts'

test.each([
  ["status = 'OK' OR name = 'x'", { before: "status = 'OK' ", wrong: 'OR', after: " name = 'x'" }],
  ["name = 'x' AND bar = 'y'", { before: "name = 'x' AND ", wrong: 'bar', after: " = 'y'" }],
])('%s', (filter, part) => {
  expect(wrongPartOf(filter)).toEqual(part)
})

test('a filter that reads well has no wrong part', () => {
  expect(wrongPartOf("status = 'OK'")).toBeUndefined()
})
