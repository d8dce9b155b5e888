import { afterEach, expect, test, vi } from 'vitest'

import { startClock } from './clock.ts'

afterEach(() => {
  vi.restoreAllMocks()
})

test('tells the time of day in nanoseconds', () => {
  const nowNanos = startClock().nowNanos()
  expect(Math.abs(Number(nowNanos - BigInt(Date.now()) * 1_000_000n))).toBeLessThan(100_000_000)
})

test('goes forward by the monotonic clock though the wall clock is set back', () => {
  const clock = startClock()
  const before = clock.nowNanos()
  const wall = Date.now()
  vi.spyOn(Date, 'now').mockReturnValue(wall - 3_600_000)
  expect(clock.nowNanos()).toBeGreaterThanOrEqual(before)
})

test('a clock that starts after the wall clock was set follows it', () => {
  const wall = Date.now() + 3_600_000
  vi.spyOn(Date, 'now').mockReturnValue(wall)
  expect(Number(startClock().nowNanos() / 1_000_000n) - wall).toBeLessThan(1000)
})
