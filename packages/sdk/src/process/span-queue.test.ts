import { traceIdOfOtel, type SpanId } from '@loupe-ai/model'
import { expect, test } from 'vitest'

import { BATCH_OPTIONS } from './batch-options.ts'
import { SpanQueue, type QueuedSpan } from './span-queue.ts'

const aSpan = (trace: string, span: string, isLocalRoot = false): QueuedSpan => ({
  traceId: traceIdOfOtel(trace),
  spanId: span as SpanId,
  isLocalRoot,
  bytes: new Uint8Array(100),
  resource: {},
})
const idsIn = (batch: readonly QueuedSpan[]): string[] => batch.map(({ spanId }) => spanId)

/** Every batch in turn. */
function drain(queue: SpanQueue): string[][] {
  const batches: string[][] = []
  while (queue.readyLength > 0) {
    const batch = queue.peekBatch()
    batches.push(idsIn(batch))
    queue.remove(batch.length)
  }
  return batches
}

test('traces wait for their roots, and come whole though they are mixed', () => {
  const queue = new SpanQueue({ ...BATCH_OPTIONS, maxBatchSpans: 3 }, 'trace')
  for (const span of ['a1', 'b1', 'a2', 'c1', 'b2', 'a3']) queue.offer(aSpan(span.charAt(0), span))
  expect([queue.length, queue.readyLength]).toEqual([6, 0])

  queue.offer(aSpan('b', 'b root', true))
  queue.offer(aSpan('a', 'a root', true))

  expect(drain(queue)).toEqual([
    ['b1', 'b2', 'b root'],
    ['a1', 'a2', 'a3', 'a root'],
  ])
  expect([queue.length, queue.readyLength]).toEqual([1, 0])
})

test('small traces share a request', () => {
  const queue = new SpanQueue({ ...BATCH_OPTIONS, maxBatchSpans: 2 }, 'trace')
  for (const trace of ['a', 'b', 'c']) queue.offer(aSpan(trace, trace, true))
  expect(drain(queue)).toEqual([['a', 'b'], ['c']])
})

test('a trace whose root does not come is let go after a while', () => {
  const queue = new SpanQueue(BATCH_OPTIONS, 'trace')
  queue.offer(aSpan('a', 'a1'))
  queue.release(Date.now() - 1000)
  expect(queue.readyLength).toBe(0)
  queue.release(Date.now())
  expect(drain(queue)).toEqual([['a1']])
})

test('what is held counts for what the queue takes, and no more once it is gone', () => {
  const queue = new SpanQueue({ ...BATCH_OPTIONS, maxQueuedSpans: 2 }, 'trace')
  expect(queue.offer(aSpan('a', 'a1'))).toBe(true)
  expect(queue.offer(aSpan('b', 'b1'))).toBe(true)
  expect(queue.offer(aSpan('c', 'c1', true))).toBe(false)
  queue.release()
  expect(drain(queue)).toEqual([['a1', 'b1']])
  expect(queue.offer(aSpan('c', 'c1', true))).toBe(true)
})
