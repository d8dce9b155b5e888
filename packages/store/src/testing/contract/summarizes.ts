import { experimentId, traceId, type TraceRecord, unixMillis, unixNanos } from '@loupe-ai/model'
import { describe, expect, test } from 'vitest'
import type { TraceStore } from '../../trace-store.ts'
import { A_MOMENT_NANOS, aSpan, spanIdOf } from '../a-span.ts'
import type { UnderTest } from '../under-test.ts'

const TRACE = traceId('tr-1')

const aRecord = (fields: Partial<TraceRecord> = {}): TraceRecord => ({
  traceId: TRACE,
  experimentId: experimentId('7'),
  requestTimeMillis: unixMillis(1_700_000_000_000),
  state: 'OK',
  tags: {},
  metadata: {},
  ...fields,
})

export function summarizesTraces(open: () => Promise<UnderTest<TraceStore>>): void {
  describe('summarizes traces', () => {
    test('a trace is in the list as soon as its insert is done', async () => {
      await using under = await open()
      await under.store.insertSpans([aSpan(), aSpan({ spanId: spanIdOf(2), parentId: spanIdOf(1) })])

      const { items } = await under.store.searchTraces({ experimentIds: [experimentId('0')], maxResults: 10 })

      expect(items).toMatchObject([{ traceId: TRACE, spanCount: 2, state: 'OK', durationMillis: 1500 }])
    })

    test('infos come in the order of the ids, without those that are unknown', async () => {
      await using under = await open()
      const ids = ['a', 'b', 'c'].map(traceId)
      await under.store.insertSpans(ids.map((id) => aSpan({ traceId: id })))

      const infos = await under.store.getTraceInfos(['c', 'missing', 'a'].map(traceId))

      expect(infos.map((info) => info.traceId)).toEqual(['c', 'a'])
    })

    test('what the record says wins, before and after the spans', async () => {
      await using under = await open()
      const record = aRecord({ requestPreview: 'asked', tags: { team: 'record' }, durationMillis: 1.25 })
      const span = aSpan({ trace: { tags: { team: 'span', other: 'kept' }, metadata: {} } })
      await under.store.putTraceRecord(record)
      expect(await under.store.getTraceInfos([TRACE])).toMatchObject([{ spanCount: 0, requestPreview: 'asked' }])
      await under.store.insertSpans([span, { ...span, traceId: traceId('tr-2') }])
      await under.store.putTraceRecord({ ...record, traceId: traceId('tr-2') })

      const [before, after] = await under.store.getTraceInfos([TRACE, traceId('tr-2')])

      expect(before).toMatchObject({ experimentId: '7', spanCount: 1, durationMillis: 1.25, requestPreview: 'asked' })
      expect(before?.tags).toMatchObject({ team: 'record', other: 'kept' })
      expect({ ...after, traceId: TRACE }).toEqual(before)
    })

    test('a later record adds to an earlier one, and a repeated one changes nothing', async () => {
      await using under = await open()
      await under.store.putTraceRecord(aRecord({ requestPreview: 'asked', tags: { first: '1', both: '1' } }))
      const later = aRecord({ state: 'ERROR', tags: { both: '2' } })
      await under.store.putTraceRecord(later)
      await under.store.putTraceRecord(later)

      const infos = await under.store.getTraceInfos([TRACE])

      expect(infos).toMatchObject([{ state: 'ERROR', requestPreview: 'asked', tags: { first: '1', both: '2' } }])
    })

    test('an ended span replaces its partial, whichever comes first', async () => {
      await using under = await open()
      const ended = aSpan()
      const partial = aSpan({ endNanos: undefined, status: { code: 'UNSET' }, attributes: { 'loupe.partial': true } })
      const reversed = { traceId: traceId('tr-2') }
      await under.store.insertSpans([partial, { ...ended, ...reversed }])
      expect(await under.store.getTraceInfos([TRACE])).toMatchObject([{ state: 'IN_PROGRESS' }])
      await under.store.insertSpans([ended, { ...partial, ...reversed }])

      const infos = await under.store.getTraceInfos([TRACE, traceId('tr-2')])

      expect(infos).toMatchObject([
        { state: 'OK', spanCount: 1 },
        { state: 'OK', spanCount: 1 },
      ])
      expect(await under.store.getSpans(traceId('tr-2'))).toEqual([{ ...ended, ...reversed }])
    })

    test('one span under two experiments counts once, in one of them', async () => {
      await using under = await open()
      const [zero, one] = [experimentId('0'), experimentId('1')]
      await under.store.insertSpans([aSpan({ experimentId: zero })])
      await under.store.insertSpans([aSpan({ experimentId: one })])
      const inBoth = { experimentIds: [zero, one], maxResults: 10 }

      const infos = (await under.store.searchTraces(inBoth)).items

      expect(infos).toMatchObject([{ spanCount: 1 }])
      expect(await under.store.getSpans(TRACE)).toMatchObject([{ experimentId: infos[0]?.experimentId }])
      expect(await under.store.countTraces()).toBe(1)
      expect((await under.store.countTraces([zero])) + (await under.store.countTraces([one]))).toBe(1)
    })

    test('one span with two starts counts once, by the earlier one', async () => {
      await using under = await open()
      const moved = aSpan({ startNanos: unixNanos(A_MOMENT_NANOS - 86_400_000_000_000n) })
      await under.store.insertSpans([aSpan()])
      await under.store.insertSpans([moved])
      await under.store.insertSpans([aSpan()])

      const { items } = await under.store.searchTraces({ experimentIds: [experimentId('0')], maxResults: 10 })

      expect(items).toMatchObject([{ spanCount: 1, requestTimeMillis: 1_767_139_200_000 }])
      expect(await under.store.getSpans(TRACE)).toEqual([moved])
    })

    test('a trace moves to the experiment of its earliest span, and back into the list of no other', async () => {
      await using under = await open()
      const child = aSpan({ spanId: spanIdOf(2), parentId: spanIdOf(1), experimentId: experimentId('5') })
      await under.store.insertSpans([child])
      expect(await under.store.countTraces([experimentId('5')])).toBe(1)
      await under.store.insertSpans([aSpan({ startNanos: unixNanos(A_MOMENT_NANOS - 1n) })])

      expect(await under.store.countTraces([experimentId('5')])).toBe(0)
      expect(await under.store.countTraces([experimentId('0')])).toBe(1)
      expect(await under.store.countTraces([])).toBe(0)
      expect((await under.store.searchTraces({ experimentIds: [experimentId('5')], maxResults: 5 })).items).toEqual([])
    })

    test('many inserts at once all land', async () => {
      await using under = await open()
      const spans = Array.from({ length: 20 }, (_, index) =>
        aSpan({ spanId: spanIdOf(index + 1), parentId: index === 0 ? undefined : spanIdOf(1) }),
      )
      await Promise.all(spans.map((span) => under.store.insertSpans([span])))

      expect(await under.store.getTraceInfos([TRACE])).toMatchObject([{ spanCount: 20 }])
    })
  })
}
