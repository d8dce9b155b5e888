import { expect, test } from 'vitest'

import { namedArguments, parameterNames } from './parameter-names.ts'

const { method, asyncMethod } = {
  method(a: number, b: number) {
    return a + b
  },
  async asyncMethod(a: number) {
    return a
  },
}

function* steps(from: number, to: number) {
  yield from
  yield to
}
async function* asyncSteps(from: number) {
  yield from
}

test.each([
  [
    function plain(question: string, $n: number) {
      return [question, $n]
    },
    ['question', '$n'],
  ],
  [
    async function later(question: string) {
      return question
    },
    ['question'],
  ],
  [(a: number, b: number) => a + b, ['a', 'b']],
  [async (a: number) => a, ['a']],
  [() => 1, []],
  [method, ['a', 'b']],
  [steps, ['from', 'to']],
  [asyncSteps, ['from']],
  [asyncMethod, ['a']],
  [(a = 1) => a, undefined],
  [(...rest: number[]) => rest, undefined],
  [({ a }: { a: number }) => a, undefined],
])('%s', (work, names) => {
  expect(parameterNames(work as (...args: never[]) => unknown)).toEqual(names)
})

test('more arguments than names, or no names, are a list', () => {
  expect(namedArguments(['a'], [1])).toEqual({ a: 1 })
  expect(namedArguments(['a', 'b'], [1])).toEqual({ a: 1 })
  expect(namedArguments(['a'], [1, 2])).toEqual([1, 2])
  expect(namedArguments(undefined, [1])).toEqual([1])
  expect(namedArguments(parameterNames(Math.max), [1, 2])).toEqual([1, 2])
})
