import { traceId, type TraceId } from '@loupe-ai/model'
import { expect, test, vi } from 'vitest'
import { PurgeQueue } from './purge-queue.ts'

const DELAY_MILLIS = 1000

async function withFakeTime(work: (purged: (readonly TraceId[])[], queue: PurgeQueue) => Promise<void>): Promise<void> {
  vi.useFakeTimers()
  const purged: (readonly TraceId[])[] = []
  const queue = new PurgeQueue(DELAY_MILLIS, (ids) => Promise.resolve(void purged.push(ids)))
  try {
    await work(purged, queue)
  } finally {
    await queue.close()
    vi.useRealTimers()
  }
}

test('what is deleted in one go is purged in one go, and not much later', () =>
  withFakeTime(async (purged, queue) => {
    for (const id of ['a', 'b', 'c']) {
      queue.add([traceId(id)])
      await vi.advanceTimersByTimeAsync(DELAY_MILLIS / 2)
    }
    await vi.advanceTimersByTimeAsync(2 * DELAY_MILLIS)

    expect(purged).toEqual([['a', 'b', 'c']])
  }))

test('deletions that do not end are purged in the middle', () =>
  withFakeTime(async (purged, queue) => {
    for (let second = 0; second < 40; second++) {
      queue.add([traceId(`t${second}`)])
      await vi.advanceTimersByTimeAsync(DELAY_MILLIS / 2)
    }

    expect(purged.length).toBeGreaterThan(0)
    expect(purged.length).toBeLessThan(5)
    await vi.advanceTimersByTimeAsync(5 * DELAY_MILLIS)
    expect(purged.flat()).toHaveLength(40)
  }))

test('many are purged at once, and at once', () =>
  withFakeTime(async (purged, queue) => {
    queue.add(Array.from({ length: 45_000 }, (_, index) => traceId(`t${index}`)))
    await vi.advanceTimersByTimeAsync(2 * DELAY_MILLIS)

    expect(purged.map((ids) => ids.length)).toEqual([20_000, 20_000, 5_000])
  }))
