import { experimentId, traceId, type TraceId, unixMillis, unixNanos } from '@loupe-ai/model'
import { describe, expect, test } from 'vitest'
import type { TraceStore } from '../../trace-store.ts'
import { A_MOMENT_NANOS, aSpan, spanIdOf } from '../a-span.ts'
import type { UnderTest } from '../under-test.ts'

const [ZERO, ONE] = ['0', '1'].map(experimentId) as [ReturnType<typeof experimentId>, ReturnType<typeof experimentId>]
const START_MILLIS = Number(A_MOMENT_NANOS / 1_000_000n)

/** Traces `a`, `b`, `c`, a second apart. */
const spans = ['a', 'b', 'c'].map((id, second) =>
  aSpan({ traceId: traceId(id), startNanos: unixNanos(A_MOMENT_NANOS + BigInt(second) * 1_000_000_000n) }),
)

async function listed(store: TraceStore): Promise<TraceId[]> {
  const { items } = await store.searchTraces({ experimentIds: [ZERO, ONE], maxResults: 10 })
  return items.map((info) => info.traceId).toSorted()
}

export function deletesTraces(open: () => Promise<UnderTest<TraceStore>>): void {
  describe('deletes traces', () => {
    test('a deleted trace is gone from every read at once', async () => {
      await using under = await open()
      await under.store.insertSpans(spans.map((span) => ({ ...span, usage: { inputTokens: 1 } })))

      const deleted = await under.store.deleteTraces({
        experimentId: ZERO,
        ids: ['b', 'unknown', 'a'].map(traceId),
      })

      expect(deleted).toEqual(['a', 'b'])
      expect(await listed(under.store)).toEqual(['c'])
      expect(await under.store.countTraces()).toBe(1)
      expect(await under.store.getTraceInfos(['a', 'c'].map(traceId))).toMatchObject([{ traceId: 'c' }])
      expect(await under.store.getSpans(traceId('a'))).toEqual([])
      expect(await under.store.getModelCalls([traceId('a')])).toEqual([])
      expect(await under.store.deleteTraces({ experimentId: ZERO, ids: [traceId('a')] })).toEqual([])
    })

    test('a trace of another experiment is left alone', async () => {
      await using under = await open()
      await under.store.insertSpans(spans)

      expect(await under.store.deleteTraces({ experimentId: ONE, ids: [traceId('a')] })).toEqual([])
      expect(await listed(under.store)).toEqual(['a', 'b', 'c'])
    })

    test('by time the oldest go first, those of the very moment too', async () => {
      await using under = await open()
      await under.store.insertSpans(spans)
      const until = (seconds: number) => unixMillis(START_MILLIS + seconds * 1000)

      expect(await under.store.deleteTraces({ experimentId: ZERO, maxStartMillis: until(2), maxTraces: 1 })).toEqual([
        'a',
      ])
      expect(await under.store.deleteTraces({ experimentId: ZERO, maxStartMillis: until(1) })).toEqual(['b'])
      expect(await listed(under.store)).toEqual(['c'])
    })

    test('what comes of a deleted trace later does not bring it back, nor does opening the store again', async () => {
      await using under = await open()
      await under.store.insertSpans(spans)
      await under.store.deleteTraces({ experimentId: ZERO, ids: [traceId('a')] })

      await under.store.insertSpans([spans[0]!, { ...spans[0]!, spanId: spanIdOf(9), experimentId: ONE }])
      await under.store.putTraceRecord({
        traceId: traceId('a'),
        experimentId: ONE,
        requestTimeMillis: unixMillis(1),
        state: 'OK',
        tags: {},
        metadata: {},
      })
      await under.store.editTrace(traceId('a'), [{ kind: 'set-tag', key: 'k', value: 'v' }])
      expect(await listed(under.store)).toEqual(['b', 'c'])
      const reopened = await under.reopen()

      expect(await listed(reopened)).toEqual(['b', 'c'])
      expect(await reopened.getSpans(traceId('a'))).toEqual([])
    })
  })
}
