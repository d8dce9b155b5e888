import { expect, test } from 'vitest'
import { tokenSum } from './token-sum.ts'

test('a count of tokens is told as its sum, with what is a part of which', () => {
  expect(tokenSum({ inputTokens: 1102, outputTokens: 182, reasoningTokens: 86, cacheReadInputTokens: 40 })).toBe(
    '1,102 in + 182 out = 1,284 tokens\n40 of those in came from the cache\n86 of those out were thoughts',
  )
})

test('a total that is not the sum is not told as one', () => {
  expect(tokenSum({ inputTokens: 10, outputTokens: 5, totalTokens: 40 })).toBe(
    '10 in + 5 out; counted by the service: 40 tokens',
  )
})

test('what nobody counted has no sum', () => {
  expect(tokenSum(undefined)).toBeUndefined()
  expect(tokenSum({ totalTokens: 7 })).toBe('7 tokens')
})
