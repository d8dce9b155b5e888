import { experimentId, traceId } from '@loupe-ai/model'
import { describe, expect, test } from 'vitest'
import type { TraceStore } from '../../trace-store.ts'
import { aSpan, spanIdOf } from '../a-span.ts'
import type { UnderTest } from '../under-test.ts'

const TRACE = traceId('tr-1')
const BEFORE = { inputCost: 0.1, outputCost: 0.2, totalCost: 0.3, priceTable: 'prices 1' }
const AFTER = { inputCost: 1, outputCost: 2, totalCost: 3, priceTable: 'prices 2' }
const call = { model: 'gemini-2.5-flash', provider: 'gcp.gemini', usage: { inputTokens: 5, outputTokens: 7 } }

export function pricesSpans(open: () => Promise<UnderTest<TraceStore>>): void {
  describe('prices spans', () => {
    test('a trace costs the sum of its calls, and a call without a price adds nothing', async () => {
      await using under = await open()
      await under.store.insertSpans([
        aSpan(),
        aSpan({ spanId: spanIdOf(2), parentId: spanIdOf(1), ...call, cost: BEFORE }),
        aSpan({ spanId: spanIdOf(3), parentId: spanIdOf(1), ...call, cost: BEFORE }),
        aSpan({ spanId: spanIdOf(4), parentId: spanIdOf(1), ...call, model: 'of tomorrow' }),
        aSpan({ traceId: traceId('tr-2'), ...call }),
      ])

      const [priced, unpriced] = await under.store.getTraceInfos([TRACE, traceId('tr-2')])

      expect(priced?.cost).toEqual({ inputCost: 0.2, outputCost: 0.4, totalCost: 0.6 })
      expect(JSON.parse(priced?.metadata['mlflow.trace.cost'] ?? '')).toMatchObject({ total_cost: 0.6 })
      expect(unpriced).not.toHaveProperty(['metadata', 'mlflow.trace.cost'])
      expect((await under.store.getSpans(TRACE)).map(({ cost }) => cost)).toEqual([
        undefined,
        BEFORE,
        BEFORE,
        undefined,
      ])
    })

    test('calls are found with what their price depends on', async () => {
      await using under = await open()
      const said = { ...call, attributes: { 'gemini.service_tier': 'flex' }, cost: BEFORE }
      await under.store.insertSpans([aSpan(), aSpan({ spanId: spanIdOf(2), ...said })])

      const calls = await under.store.getModelCalls([TRACE, traceId('tr-unknown')])

      expect(calls).toMatchObject([{ traceId: TRACE, spanId: spanIdOf(2), ...said }])
    })

    test('a new price stands in the span, the trace and the list, also when the span comes again', async () => {
      await using under = await open()
      const span = aSpan({ ...call, cost: BEFORE })
      await under.store.insertSpans([span])
      await under.store.reprice([{ traceId: TRACE, spanId: span.spanId, cost: AFTER }])
      await under.store.insertSpans([{ ...span, cost: { ...BEFORE, priceTable: 'prices 3' } }])

      const { items } = await under.store.searchTraces({ experimentIds: [experimentId('0')], maxResults: 10 })

      expect(items).toMatchObject([{ spanCount: 1, cost: { totalCost: 3 } }])
      expect(await under.store.getSpans(TRACE)).toMatchObject([{ cost: AFTER }])
      expect(await under.store.getModelCalls([TRACE])).toMatchObject([{ cost: AFTER }])
    })

    test('a price that is not known any more is gone', async () => {
      await using under = await open()
      const span = aSpan({ ...call, cost: BEFORE })
      await under.store.insertSpans([span])
      await under.store.reprice([{ traceId: TRACE, spanId: span.spanId, cost: undefined }])

      const [info] = await under.store.getTraceInfos([TRACE])

      expect(info?.cost).toBeUndefined()
      expect(await under.store.getSpans(TRACE)).toEqual([{ ...span, cost: undefined }])
    })
  })
}
