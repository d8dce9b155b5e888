import { expect, test } from 'vitest'
import { policyOf, readBytes, readDays } from './retention-policy.ts'

test.each([
  ['50GB', 50e9],
  ['1.5 TiB', 1.5 * 1024 ** 4],
  ['1000', 1000],
  ['0', undefined],
  ['50 parsecs', 'wrong'],
  ['-1', 'wrong'],
  ['', 'wrong'],
])('%s are %s bytes', (text, bytes) => {
  expect(readBytes(text)).toBe(bytes)
})

test.each([
  ['30', 30],
  ['0.5', 0.5],
  ['0', undefined],
  ['a month', 'wrong'],
  ['-3', 'wrong'],
])('%s are %s days', (text, days) => {
  expect(readDays(text)).toBe(days)
})

test('what an experiment says wins over the settings, 0 too; what cannot be read deletes nothing', () => {
  const defaults = { maxAgeDays: 7, maxBytes: 100 }
  const tags = (maxAgeDays: string) => ({ tags: { 'loupe.retention.maxAgeDays': maxAgeDays } })

  expect(policyOf({ tags: {} }, defaults)).toEqual({ policy: defaults, wrongTags: [] })
  expect(policyOf(tags('30'), defaults).policy.maxAgeDays).toBe(30)
  expect(policyOf(tags('0'), defaults).policy.maxAgeDays).toBe(undefined)
  expect(policyOf(tags('soon'), defaults)).toEqual({
    policy: { maxAgeDays: undefined, maxBytes: 100 },
    wrongTags: ['loupe.retention.maxAgeDays'],
  })
})
