import { type JsonText, type Span, traceId, unixNanos } from '@loupe-ai/model'
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { TraceStore } from '../../trace-store.ts'
import { A_MOMENT_NANOS, aSpan, spanIdOf } from '../a-span.ts'
import type { UnderTest } from '../under-test.ts'
import { anySpan } from './any-span.ts'

const RUNS = 25

export function givesBackWhatWasSent(open: () => Promise<UnderTest<TraceStore>>): void {
  describe('gives back what was sent', () => {
    test('every span as it was, whatever is in it', async () => {
      await using under = await open()
      let trace = 0
      const property = fc.asyncProperty(fc.array(anySpan, { minLength: 1, maxLength: 12 }), async (contents) => {
        const id = traceId(`tr-${trace++}`)
        const sent = contents.map((span, index) => ({ ...span, traceId: id, spanId: spanIdOf(index) }))
        await under.store.insertSpans(sent)
        expect(bySpanId(await under.store.getSpans(id))).toEqual(sent)
      })
      await fc.assert(property, { numRuns: RUNS, endOnFailure: true })
    })

    test('a payload of many megabytes', async () => {
      await using under = await open()
      const inputs = JSON.stringify('line\n"日本" \\ '.repeat(400_000)) as JsonText
      await under.store.insertSpans([aSpan({ inputs })])

      const [span] = await under.store.getSpans(traceId('tr-1'))

      expect(span?.inputs === inputs).toBe(true)
    })

    test('roots first, then by start', async () => {
      await using under = await open()
      const starts = [
        aSpan({ spanId: spanIdOf(1), parentId: spanIdOf(3), startNanos: unixNanos(A_MOMENT_NANOS + 1n) }),
        aSpan({ spanId: spanIdOf(2), parentId: spanIdOf(3), startNanos: unixNanos(A_MOMENT_NANOS) }),
        aSpan({ spanId: spanIdOf(3), startNanos: unixNanos(A_MOMENT_NANOS + 2n) }),
      ]
      await under.store.insertSpans(starts)

      const spans = await under.store.getSpans(traceId('tr-1'))

      expect(spans.map((span) => span.spanId)).toEqual([spanIdOf(3), spanIdOf(2), spanIdOf(1)])
    })

    test('nothing for an unknown trace, nothing for no spans', async () => {
      await using under = await open()
      await under.store.insertSpans([])

      expect(await under.store.getSpans(traceId("tr-' OR 1=1 --"))).toEqual([])
      expect(await under.store.getTraceInfos([traceId('tr-1')])).toEqual([])
    })

    test('a time that does not fit in 64 bits is refused, and the store goes on', async () => {
      await using under = await open()

      await expect(under.store.insertSpans([aSpan({ startNanos: unixNanos(-1n) })])).rejects.toThrow(RangeError)
      await under.store.insertSpans([aSpan()])

      expect(await under.store.getSpans(traceId('tr-1'))).toEqual([aSpan()])
    })

    test('everything after closing and opening again', async () => {
      await using under = await open()
      await under.store.insertSpans([aSpan({ attributes: { count: 5n, share: 5 } })])

      const again = await under.reopen()

      expect(await again.getSpans(traceId('tr-1'))).toEqual([aSpan({ attributes: { count: 5n, share: 5 } })])
      expect(await again.countTraces()).toBe(1)
    })
  })
}

const bySpanId = (spans: readonly Span[]): Span[] =>
  spans.toSorted((left, right) => (left.spanId < right.spanId ? -1 : 1))
