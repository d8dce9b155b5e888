import { experimentId, type Span, traceId, unixMillis } from '@loupe-ai/model'
import { describe, expect, test } from 'vitest'
import type { TraceStore } from '../../trace-store.ts'
import { aSpan, spanIdOf } from '../a-span.ts'
import type { UnderTest } from '../under-test.ts'

/** Opens a store in which a trace is full from so many spans on. */
export type OpenLimited = (limit?: { readonly maxTraceSpans: number }) => Promise<UnderTest<TraceStore>>

const LIMIT = 5
const [FULL, OTHER] = [traceId('full'), traceId('other')]

const aChild = (number: number, fields: Partial<Span> = {}): Span =>
  aSpan({ traceId: FULL, spanId: spanIdOf(number), parentId: spanIdOf(100), ...fields })

const childrenUpTo = (last: number): Span[] => Array.from({ length: last }, (_, index) => aChild(index + 1))

export function limitsTraces(open: OpenLimited): void {
  describe('tells which traces are full', () => {
    test('a trace is full with the limit, other traces are not, and it stays readable', async () => {
      await using under = await open({ maxTraceSpans: LIMIT })
      const { store } = under
      await store.insertSpans([...childrenUpTo(LIMIT - 1), aSpan({ traceId: OTHER })])
      expect(store.hasRoomFor(aChild(LIMIT))).toBe(true)

      await store.insertSpans([aChild(LIMIT)])

      expect(store.maxTraceSpans).toBe(LIMIT)
      expect(store.hasRoomFor(aChild(LIMIT + 1))).toBe(false)
      expect(store.hasRoomFor(aChild(LIMIT + 1, { traceId: OTHER }))).toBe(true)
      expect(await store.getSpans(FULL)).toHaveLength(LIMIT)
      expect(await store.getTraceInfos([FULL])).toMatchObject([{ spanCount: LIMIT }])
    })

    test('a full trace takes its root and the end of what runs', async () => {
      await using under = await open({ maxTraceSpans: LIMIT })
      const { store } = under
      const running = aChild(LIMIT, { endNanos: undefined })
      const root = aSpan({ traceId: FULL, spanId: spanIdOf(100), name: 'the root' })
      await store.insertSpans([...childrenUpTo(LIMIT - 1), running])
      expect([root, aChild(LIMIT), aChild(1)].map((span) => store.hasRoomFor(span))).toEqual([true, true, false])

      await store.insertSpans([root, aChild(LIMIT)])

      expect(store.hasRoomFor(aChild(LIMIT))).toBe(false)
      expect(await store.getTraceInfos([FULL])).toMatchObject([
        { spanCount: LIMIT + 1, state: 'OK', tags: { 'mlflow.traceName': 'the root' } },
      ])
    })

    test('opened again, the store finds out by the first commit that touches the trace; repeats do not fill one', async () => {
      await using under = await open({ maxTraceSpans: LIMIT })
      for (let times = 0; times < 3; times++) await under.store.insertSpans(childrenUpTo(LIMIT - 1))
      expect(under.store.hasRoomFor(aChild(LIMIT))).toBe(true)
      await under.store.insertSpans([aChild(LIMIT)])

      const again = await under.reopen()

      expect(again.hasRoomFor(aChild(LIMIT + 1))).toBe(true)
      await again.insertSpans([aChild(1)])
      expect(again.hasRoomFor(aChild(LIMIT + 1))).toBe(false)
    })

    test('a deleted trace is not full', async () => {
      await using under = await open({ maxTraceSpans: LIMIT })
      await under.store.insertSpans(childrenUpTo(LIMIT))

      await under.store.deleteTraces({
        experimentId: experimentId('0'),
        maxStartMillis: unixMillis(Number.MAX_SAFE_INTEGER),
      })

      expect(under.store.hasRoomFor(aChild(LIMIT + 1))).toBe(true)
    })
  })
}
