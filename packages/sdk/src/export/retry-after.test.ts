import { expect, test } from 'vitest'

import { retryAfterMillis } from './retry-after.ts'

const NOW = Date.UTC(2026, 0, 1)

test.each([
  ['seconds', '7', 7000],
  ['a fraction', '0.5', 500],
  ['a date', new Date(NOW + 9000).toUTCString(), 9000],
  ['a date that is past', new Date(NOW - 9000).toUTCString(), 0],
  ['too long', '86400', 300_000],
  ['nonsense', 'soon', undefined],
  ['nothing', null, undefined],
])('%s', (_, header, millis) => {
  expect(retryAfterMillis(header, NOW)).toBe(millis)
})
