import { experimentId, type Span, traceId, type TraceId, type TraceInfo, unixNanos } from '@loupe-ai/model'
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { TraceStore } from '../../trace-store.ts'
import { A_MOMENT_NANOS, aSpan, spanIdOf } from '../a-span.ts'
import type { UnderTest } from '../under-test.ts'

const RUNS = 15

/** Copies of up to three spans that disagree about nearly everything. */
const anyCopies = fc.array(
  fc
    .record({
      spanId: fc.integer({ min: 1, max: 3 }).map(spanIdOf),
      parentId: fc.option(fc.integer({ min: 1, max: 3 }).map(spanIdOf), { nil: undefined }),
      experimentId: fc.constantFrom('0', '1').map(experimentId),
      name: fc.constantFrom('a', 'b'),
      startNanos: fc
        .integer({ min: 0, max: 2 })
        .map((millis) => unixNanos(A_MOMENT_NANOS + BigInt(millis) * 1_000_000n)),
      endNanos: fc.option(fc.constant(unixNanos(A_MOMENT_NANOS + 9_000_000n)), { nil: undefined }),
      usage: fc.option(fc.record({ inputTokens: fc.nat(9) }), { nil: undefined }),
      sessionId: fc.constantFrom(undefined, '', 's1', 's2'),
      trace: fc.record({
        tags: fc.dictionary(fc.constantFrom('k', 'l'), fc.constantFrom('x', 'y')),
        metadata: fc.constant({}),
      }),
    })
    .map(aSpan),
  { minLength: 1, maxLength: 8 },
)

interface Delivery {
  readonly parts: readonly (readonly Span[])[]
}

/** All copies in some order, some of them again, in parts of some size. */
const anyDelivery = (copies: readonly Span[]): fc.Arbitrary<Delivery> =>
  fc
    .record({
      order: fc.shuffledSubarray([...copies], { minLength: copies.length }),
      again: fc.array(fc.constantFrom(...copies), { maxLength: 3 }),
      size: fc.integer({ min: 1, max: 4 }),
    })
    .map(({ order, again, size }) => ({ parts: partsOf([...order, ...again], size) }))

const anyTwoDeliveries = anyCopies.chain((copies) => fc.tuple(anyDelivery(copies), anyDelivery(copies)))

export function convergesWhateverTheDelivery(open: () => Promise<UnderTest<TraceStore>>): void {
  describe('converges whatever the delivery', () => {
    test('the same spans repeated, split and reordered come to the same spans and summary', async () => {
      await using under = await open()
      let trace = 0
      const property = fc.asyncProperty(anyTwoDeliveries, async ([left, right]) => {
        const ids = [traceId(`left-${trace}`), traceId(`right-${trace++}`)] as const
        const [first, second] = [await deliver(under.store, ids[0], left), await deliver(under.store, ids[1], right)]
        expect(second).toEqual(first)
      })
      await fc.assert(property, { numRuns: RUNS, endOnFailure: true })

      expect(await under.store.countTraces()).toBe(trace * 2)
    })
  })
}

/** What the store says after a delivery, without the trace's id. */
async function deliver(
  store: TraceStore,
  id: TraceId,
  { parts }: Delivery,
): Promise<{ infos: Partial<TraceInfo>[]; spans: Partial<Span>[] }> {
  for (const part of parts) await store.insertSpans(part.map((span) => ({ ...span, traceId: id })))
  const [infos, spans] = [await store.getTraceInfos([id]), await store.getSpans(id)]
  return {
    infos: infos.map((info) => ({ ...info, traceId: undefined })),
    spans: spans.map((span) => ({ ...span, traceId: undefined })),
  }
}

const partsOf = <T>(items: readonly T[], size: number): T[][] =>
  Array.from({ length: Math.ceil(items.length / size) }, (_, index) => items.slice(index * size, (index + 1) * size))
