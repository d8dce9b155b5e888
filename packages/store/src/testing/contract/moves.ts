import { experimentId, type Span, traceId, type TraceId, unixMillis } from '@loupe-ai/model'
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { StoredPiece, TraceStore } from '../../trace-store.ts'
import { aSpan, spanIdOf } from '../a-span.ts'
import type { UnderTest } from '../under-test.ts'
import { anySpan } from './any-span.ts'

const RUNS = 10

/** What `readTraces` of one store gives, another takes. */
export function movesTraces(open: () => Promise<UnderTest<TraceStore>>): void {
  describe('gives everything of a trace to take elsewhere', () => {
    test('every span as it was, whatever is in it', async () => {
      await using under = await open()
      let trace = 0
      const property = fc.asyncProperty(fc.array(anySpan, { minLength: 1, maxLength: 8 }), async (contents) => {
        const id = traceId(`tr-${trace++}`)
        const sent = contents.map((span, index) => ({ ...span, traceId: id, spanId: spanIdOf(index) }))
        await under.store.insertSpans(sent)
        expect(bySpanId(await spansOf(under.store, id))).toEqual(sent)
      })
      await fc.assert(property, { numRuns: RUNS, endOnFailure: true })
    })

    test('in the order asked for, a trace of many spans in pieces, without the unknown and the deleted', async () => {
      await using under = await open()
      const [first, second, gone] = [traceId('tr-1'), traceId('tr-2'), traceId('tr-3')]
      const many = Array.from({ length: 450 }, (_, index) => aSpan({ traceId: first, spanId: spanIdOf(index + 1) }))
      await under.store.insertSpans([...many, aSpan({ traceId: second }), aSpan({ traceId: gone })])
      await under.store.deleteTraces({ experimentId: experimentId('0'), ids: [gone] })

      const pieces = await allOf(under.store.readTraces([second, traceId('tr-9'), gone, first]))

      const told = pieces.map((piece) => (piece.kind === 'spans' ? [piece.traceId, piece.spans.length] : piece.kind))
      expect(told).toEqual([
        [second, 1],
        [first, 199],
        [first, 200],
        [first, 51],
      ])
    })

    test('and what was said of it, which then shows elsewhere as it did', async () => {
      await using under = await open()
      const { store } = under
      const [from, to] = [traceId('tr-1'), traceId('tr-2')]
      await store.insertSpans([aSpan({ traceId: from })])
      const record = {
        traceId: from,
        experimentId: experimentId('0'),
        requestTimeMillis: unixMillis(1_795_374_123_000),
        state: 'OK' as const,
        tags: { a: '1', b: '1' },
        metadata: { m: 'x' },
      }
      await store.putTraceRecord(record)
      await store.putTraceRecord({ ...record, tags: { b: '2' }, durationMillis: 5 })
      const assessment = {
        assessmentId: `a-${'1'.repeat(32)}`,
        traceId: from,
        name: 'good',
        value: { kind: 'feedback' as const, value: 'true' as never },
        source: { sourceType: 'HUMAN' as const, sourceId: 'ada' },
        metadata: { k: 'v' },
        isValid: true,
        createdMillis: unixMillis(1),
        updatedMillis: unixMillis(1),
      }
      await store.editTrace(from, [
        { kind: 'set-tag', key: 'c', value: '3' },
        { kind: 'delete-tag', key: 'a' },
        { kind: 'add-assessment', assessment },
        { kind: 'link-run', runId: 'r1' },
        { kind: 'link-prompt', name: 'p', version: '1' },
      ])
      await store.editTrace(from, [
        {
          kind: 'change-assessment',
          assessmentId: assessment.assessmentId,
          change: { rationale: 'because', metadata: { l: 'w' } },
          updatedMillis: unixMillis(2),
        },
      ])
      const sayings = (await allOf(store.readTraces([from]))).flatMap((piece) =>
        piece.kind === 'sayings' ? [{ ...piece.sayings, traceId: to }] : [],
      )

      await store.insertSpans([aSpan({ traceId: to })])
      await store.restoreSayings(sayings)
      await store.restoreSayings(sayings)

      const [before, after] = await store.getTraceInfos([from, to])
      expect(before?.tags).toMatchObject({ b: '2', c: '3' })
      expect(before?.assessments).toMatchObject([{ rationale: 'because', metadata: { k: 'v', l: 'w' } }])
      expect({ ...after, traceId: from }).toEqual(before)
    })
  })
}

async function allOf(pieces: AsyncIterable<StoredPiece>): Promise<StoredPiece[]> {
  const all: StoredPiece[] = []
  for await (const piece of pieces) all.push(piece)
  return all
}

async function spansOf(store: TraceStore, id: TraceId): Promise<Span[]> {
  const pieces = await allOf(store.readTraces([id]))
  return pieces.flatMap((piece) => (piece.kind === 'spans' ? piece.spans : []))
}

const bySpanId = (spans: readonly Span[]): Span[] =>
  spans.toSorted((left, right) => (left.spanId < right.spanId ? -1 : 1))
