import { performance } from 'node:perf_hooks'
import { setInterval } from 'node:timers/promises'
import { expect, test, vi } from 'vitest'
import { letMemoryGoWhenIdle } from './let-memory-go.ts'

const work = (millis: number): void => {
  const end = performance.now() + millis
  while (performance.now() < end);
}

test('what a load left behind goes when it is over, once', async () => {
  const times: number[] = []
  const lookMillis = 20
  work(1)
  using _ = letMemoryGoWhenIdle({
    lookMillis,
    worthMillis: 200,
    idleUtilization: 0.5,
    letGo: () => void times.push(performance.now()),
  })

  work(300)
  const ended = performance.now()
  await vi.waitFor(() => expect(times).toHaveLength(1))
  let looks = 0
  for await (const _look of setInterval(lookMillis)) if (++looks === 5) break

  expect(times).toHaveLength(1)
  expect(times[0]).toBeGreaterThan(ended)
})

test('garbage really goes', async () => {
  const before = process.memoryUsage().heapUsed
  let garbage: unknown[] | undefined = Array.from({ length: 300_000 }, (_, index) => ({ index }))
  work(20)
  const full = process.memoryUsage().heapUsed
  expect(garbage).toHaveLength(300_000)
  garbage = undefined
  using _ = letMemoryGoWhenIdle({ lookMillis: 20, worthMillis: 1, idleUtilization: 0.9 })

  await vi.waitFor(() => expect(process.memoryUsage().heapUsed).toBeLessThan((before + full) / 2), { timeout: 5_000 })
})
