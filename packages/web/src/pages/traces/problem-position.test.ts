import { expect, test } from 'vitest'
import { problemPosition } from './problem-position.ts'

test.each([
  ['unexpected text at position 12', "status = 'OK' OR x", 12],
  ["Invalid clause(s) in filter string: 'OR'", "status = 'OK' OR x", 14],
  ["Invalid attribute key 'bar' specified. Valid keys are '{name}'", "bar = 'x'", 0],
  ['at position 99999', 'short', undefined],
  ['something else', 'bar', undefined],
])('%s', (message, filter, position) => {
  expect(problemPosition(message, filter)).toBe(position)
})
