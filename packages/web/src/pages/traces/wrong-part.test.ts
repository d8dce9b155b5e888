import { expect, test } from 'vitest'
import { wrongPartOf } from './wrong-part.ts'

test.each([
  [
    "status = 'OK' OR nme = 'x'",
    { before: "status = 'OK' OR ", wrong: 'nme', after: " = 'x'", hint: 'Did you mean name?' },
  ],
  [
    "name = 'x' AND (",
    { before: "name = 'x' AND ", wrong: '(', after: '', hint: 'The bracket that opens here is not closed.' },
  ],
  ['status = 5', { before: 'status = ', wrong: '5', after: '', hint: "Write '5', in quotes." }],
])('%s', (filter, part) => {
  expect(wrongPartOf(filter)).toMatchObject(part)
})

test('what is wrong is said as the server says it', () => {
  expect(wrongPartOf('status')).toMatchObject({ message: "Invalid clause(s) in filter string: 'status'" })
})

test('a filter that reads well has no wrong part', () => {
  expect(wrongPartOf("status = 'OK'")).toBeUndefined()
})
