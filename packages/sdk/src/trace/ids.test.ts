import { expect, test } from 'vitest'

import { createIdSource } from './ids.ts'

test('ids are lower-case hex of their length and do not repeat', () => {
  const ids = createIdSource()
  const spanIds = new Set(Array.from({ length: 2000 }, () => ids.spanId()))
  const traceIds = new Set(Array.from({ length: 2000 }, () => ids.traceId()))
  expect([spanIds.size, traceIds.size]).toEqual([2000, 2000])
  for (const id of spanIds) expect(id).toMatch(/^[0-9a-f]{16}$/)
  for (const id of traceIds) expect(id).toMatch(/^[0-9a-f]{32}$/)
})

test('zeros are no id', () => {
  let pages = 0
  const ids = createIdSource((bytes) => bytes.fill(pages++))
  expect(ids.spanId()).toBe('0101010101010101')
})
