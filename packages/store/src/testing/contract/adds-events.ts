import {
  experimentId,
  type EventContent,
  jsonText,
  type Span,
  type SpanEvent,
  type TraceEdit,
  traceId,
  type TraceId,
  unixNanos,
} from '@loupe-ai/model'
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { StoredPiece, TraceStore } from '../../trace-store.ts'
import { A_MOMENT_NANOS, aSpan, spanIdOf } from '../a-span.ts'
import type { OpenLimited } from './limits-traces.ts'

const TRACE = traceId('tr-1')
const [ROOT, CHILD] = [spanIdOf(1), spanIdOf(2)]

const anEvent = (name: string, after: number, attributes: SpanEvent['attributes'] = {}): SpanEvent => ({
  name,
  timeNanos: unixNanos(A_MOMENT_NANOS + BigInt(after)),
  attributes,
})

const add = (event: SpanEvent, content?: Omit<EventContent, 'isPart'> & { isPart?: boolean }): TraceEdit => ({
  kind: 'add-span-event',
  spanId: ROOT,
  event,
  ...(content && { content: { isPart: true, ...content } }),
})

const list = (...items: readonly string[]): EventContent['inputs'] => jsonText(JSON.stringify(items))

const EVERYTHING = { whole: 5n, part: 5, bytes: new Uint8Array([1, 2]), odd: '\ud800', deep: { list: [null, NaN] } }

const theSpan = async (store: TraceStore, id: TraceId = TRACE): Promise<Span> => (await store.getSpans(id))[0]!

export function addsEvents(open: OpenLimited): void {
  describe('adds events to spans that they came apart from', () => {
    test('before the span or after it, to the letter, once however often they come, and for good', async () => {
      await using under = await open()
      const own = anEvent('own', 9)
      const [early, late] = [anEvent('early', 1, EVERYTHING), anEvent('late', 2)]
      await under.store.editTrace(TRACE, [add(early, { inputs: jsonText('{"a": 1.0, "b": "\ud800"}'), isPart: false })])
      expect(await under.store.getSpans(TRACE)).toEqual([])
      await under.store.insertSpans([aSpan({ events: [own] }), aSpan({ spanId: CHILD, parentId: ROOT })])
      await under.store.editTrace(TRACE, [add(late, { outputs: jsonText('"done"'), isPart: false })])
      await under.store.editTrace(TRACE, [add(late, { outputs: jsonText('"done"'), isPart: false })])

      const reopened = await under.reopen()
      const expected = [
        { ...aSpan(), inputs: '{"a": 1.0, "b": "\\ud800"}', outputs: '"done"', events: [own, early, late] },
        aSpan({ spanId: CHILD, parentId: ROOT }),
      ]
      expect(await reopened.getSpans(TRACE)).toEqual(expected)
      await reopened.insertSpans([aSpan({ events: [own] })])
      expect(await reopened.getSpans(TRACE)).toEqual(expected)
    })

    test('pieces follow each other by time, one that tells everything stands over them, and the span over all', async () => {
      await using under = await open()
      const { store } = under
      await store.insertSpans([aSpan()])
      await store.editTrace(TRACE, [
        add(anEvent('b', 2), { inputs: list('second') }),
        add(anEvent('none', 4), { inputs: jsonText(' [ ] ') }),
        add(anEvent('plain', 5)),
      ])
      await store.editTrace(TRACE, [add(anEvent('a', 1), { inputs: list('first', 'and more'), outputs: list('x') })])
      expect(await theSpan(store)).toMatchObject({ inputs: '["first","and more","second"]', outputs: '["x"]' })
      await store.editTrace(TRACE, [add(anEvent('all', 3), { inputs: jsonText('"all"'), isPart: false })])
      expect(await theSpan(store)).toMatchObject({ inputs: '"all"', outputs: '["x"]' })
      expect((await theSpan(store)).events.map(({ name }) => name)).toEqual(['a', 'b', 'all', 'none', 'plain'])
      await store.insertSpans([aSpan({ inputs: jsonText('"own"'), startNanos: unixNanos(A_MOMENT_NANOS - 1n) })])
      expect(await theSpan(store)).toMatchObject({ inputs: '"own"', outputs: '["x"]' })
    })

    test('lists show what is said of a root that says nothing itself, and nothing that is said of another span', async () => {
      await using under = await open()
      const { store } = under
      const shown = async (id: TraceId): Promise<unknown> => {
        const { items } = await store.searchTraces({ experimentIds: [experimentId('0')], maxResults: 5 })
        const info = items.find((item) => item.traceId === id)
        return [info?.requestPreview, info?.responsePreview]
      }
      const [silent, outspoken, child] = [traceId('silent'), traceId('outspoken'), traceId('child')]
      const said = [
        add(anEvent('2', 2), { inputs: list('later'), requestPreview: 'later' }),
        add(anEvent('1', 1), { inputs: list('earlier'), requestPreview: 'earlier' }),
        add(anEvent('3', 3), { outputs: list('answer'), responsePreview: 'answer' }),
      ]
      for (const id of [silent, outspoken, child]) await store.editTrace(id, said)
      const facts = { tags: {}, metadata: {}, requestPreview: 'own' }
      await store.insertSpans([
        aSpan({ traceId: silent }),
        aSpan({ traceId: outspoken, trace: facts }),
        aSpan({ traceId: child, parentId: CHILD }),
      ])

      expect(await shown(silent)).toEqual(['later', 'answer'])
      expect(await shown(outspoken)).toEqual(['own', 'answer'])
      expect(await shown(child)).toEqual([undefined, undefined])
      expect((await theSpan(store, outspoken)).trace).toEqual(facts)
    })

    test('whatever the order, the repeats and the requests, they come to the same', async () => {
      await using under = await open()
      const { store } = under
      const sayings = [1, 2, 2, 3].map((at, index) =>
        add(anEvent(`e${index}`, at), { inputs: list(`m${index}`), requestPreview: `m${index}` }),
      )
      const everything = [...sayings, aSpan({ endNanos: undefined }), aSpan()]
      let count = 0
      const results = new Set<string>()
      const property = fc.asyncProperty(
        fc.shuffledSubarray(everything, { minLength: everything.length }),
        fc.subarray(everything),
        async (order, again) => {
          const id = traceId(`order-${count++}`)
          for (const one of [...order, ...again]) {
            await ('startNanos' in one ? store.insertSpans([{ ...one, traceId: id }]) : store.editTrace(id, [one]))
          }
          const [{ inputs, events } = aSpan(), more] = await store.getSpans(id)
          const [info] = await store.getTraceInfos([id])
          expect(more).toBeUndefined()
          results.add(JSON.stringify([inputs, events.map(({ name }) => name), info?.requestPreview, info?.spanCount]))
        },
      )
      await fc.assert(property, { numRuns: 8, endOnFailure: true })

      expect(results.size).toBe(1)
    })

    test('what is read to be taken elsewhere tells spans as they were sent, and events beside, however many', async () => {
      await using under = await open()
      const { store } = under
      const sent = aSpan()
      const many = Array.from({ length: 450 }, (_, at) => add(anEvent('e', at, EVERYTHING), { inputs: list(`m${at}`) }))
      await store.insertSpans([sent])
      await store.editTrace(TRACE, [{ kind: 'set-tag', key: 'k', value: 'v' }, ...many])

      const pieces: StoredPiece[] = []
      for await (const piece of store.readTraces([TRACE])) pieces.push(piece)

      expect(pieces.flatMap((piece) => (piece.kind === 'spans' ? piece.spans : []))).toEqual([sent])
      const sayings = pieces.flatMap((piece) => (piece.kind === 'sayings' ? [piece.sayings] : []))
      expect(sayings.map(({ edits }) => edits.length)).toEqual([1, 200, 200, 50])
      const there = traceId('there')
      await store.insertSpans([{ ...sent, traceId: there }])
      await store.restoreSayings(sayings.map((said) => ({ ...said, traceId: there })))
      expect(await theSpan(store, there)).toEqual({ ...(await theSpan(store)), traceId: there })
      expect((await theSpan(store)).events).toHaveLength(450)
    })

    test('a trace is full of them as of spans, and a deleted one takes none', async () => {
      await using under = await open({ maxTraceSpans: 3 })
      const { store } = under
      const child = aSpan({ spanId: CHILD, parentId: ROOT })
      await store.insertSpans([aSpan()])
      await store.editTrace(TRACE, [add(anEvent('a', 1))])
      expect(store.hasRoomFor(child)).toBe(true)
      await store.editTrace(TRACE, [add(anEvent('b', 1))])
      expect(store.hasRoomFor(child)).toBe(false)
      await store.deleteTraces({ experimentId: experimentId('0'), ids: [TRACE] })
      await store.editTrace(TRACE, [add(anEvent('c', 1))])

      expect(await store.getSpans(TRACE)).toEqual([])
      expect(await store.getTraceInfos([TRACE])).toEqual([])
    })
  })
}
