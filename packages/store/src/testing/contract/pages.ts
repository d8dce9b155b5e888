import { experimentId, type OrderBy, traceId, type TraceInfo, unixNanos } from '@loupe-ai/model'
import { describe, expect, test } from 'vitest'
import { InvalidPageToken, type TraceQuery, type TraceStore } from '../../trace-store.ts'
import { A_MOMENT_NANOS, aSpan } from '../a-span.ts'
import type { UnderTest } from '../under-test.ts'

const EXPERIMENT = experimentId('0')
const NEWEST: TraceQuery = { experimentIds: [EXPERIMENT], maxResults: 3 }

const aTrace = (id: string, secondsLater: number, durationMillis: number | 'running' = 1, tags = {}) => {
  const start = A_MOMENT_NANOS + BigInt(secondsLater) * 1_000_000_000n
  const endNanos = durationMillis === 'running' ? undefined : unixNanos(start + BigInt(durationMillis * 1e6))
  return aSpan({ traceId: traceId(id), startNanos: unixNanos(start), endNanos, trace: { tags, metadata: {} } })
}

export function pagesThroughTraces(open: () => Promise<UnderTest<TraceStore>>): void {
  describe('pages through traces', () => {
    test('newest first, ties by id, each trace once, and no token after the last', async () => {
      await using under = await open()
      await under.store.insertSpans([
        aTrace('d', 2),
        aTrace('b', 2),
        aTrace('c', 2),
        aTrace('a', 2),
        aTrace('old', 1),
        aTrace('new', 3),
      ])

      const pages = await allPages(under.store, NEWEST)

      expect(pages.map(idsOf)).toEqual([
        ['new', 'a', 'b'],
        ['c', 'd', 'old'],
      ])
    })

    test('what arrives meanwhile neither repeats nor hides a trace', async () => {
      await using under = await open()
      await under.store.insertSpans([0, 1, 2, 3, 4].map((second) => aTrace(`t${second}`, second)))
      const first = await under.store.searchTraces({ ...NEWEST, maxResults: 2 })
      await under.store.insertSpans([aTrace('newer', 9), aTrace('t4', 4), aTrace('older', -1)])

      const second = await under.store.searchTraces({ ...NEWEST, maxResults: 9, pageToken: first.nextPageToken })

      expect(idsOf(first.items)).toEqual(['t4', 't3'])
      expect(idsOf(second.items)).toEqual(['t2', 't1', 't0', 'older'])
    })

    test('in the order asked for, a trace without the field last', async () => {
      await using under = await open()
      await under.store.insertSpans([
        aTrace('a', 0, 30, { k: 'z' }),
        aTrace('b', 1, 10, { k: '' }),
        aTrace('c', 2, 20),
        aTrace('d', 3, 'running'),
        aTrace('e', 4, 10),
      ])

      for (const [order, expected] of ORDERS) {
        for (const maxResults of [2, 9]) {
          const pages = await allPages(under.store, { ...NEWEST, maxResults, orderBy: [order] })
          expect([order, pages.flatMap(idsOf).join('')]).toEqual([order, expected])
        }
      }
    })

    test('a token that this store did not make is refused', async () => {
      await using under = await open()

      for (const pageToken of FOREIGN_TOKENS) {
        await expect(under.store.searchTraces({ ...NEWEST, pageToken })).rejects.toThrow(InvalidPageToken)
      }
    })

    test('a token of another order is refused', async () => {
      await using under = await open()
      await under.store.insertSpans([aTrace('a', 0), aTrace('b', 1)])
      const { nextPageToken } = await under.store.searchTraces({ ...NEWEST, maxResults: 1 })

      const wrong = { ...NEWEST, orderBy: [by('status', true)], pageToken: nextPageToken }

      await expect(under.store.searchTraces(wrong)).rejects.toThrow(InvalidPageToken)
    })
  })
}

const by = (key: 'execution_time_ms' | 'timestamp_ms' | 'request_id' | 'status', descending: boolean): OrderBy => ({
  field: { entity: 'attribute', key },
  descending,
})

const byTag = (descending: boolean): OrderBy => ({ field: { entity: 'tag', key: 'k' }, descending })

const ORDERS: readonly [OrderBy, string][] = [
  [by('execution_time_ms', false), 'ebcad'],
  [by('execution_time_ms', true), 'acebd'],
  [by('timestamp_ms', false), 'abcde'],
  [by('request_id', true), 'edcba'],
  [byTag(false), 'baedc'],
  [byTag(true), 'abedc'],
]

const FOREIGN_TOKENS = [
  'nonsense',
  '',
  Buffer.from('{}').toString('base64url'),
  Buffer.from('["[]","1 OR 1","x"]').toString('base64url'),
  Buffer.from('["[]","1"]').toString('base64url'),
  'x'.repeat(100_000),
]

const idsOf = (infos: readonly TraceInfo[]): string[] => infos.map((info) => info.traceId)

async function allPages(store: TraceStore, query: TraceQuery): Promise<TraceInfo[][]> {
  const pages: TraceInfo[][] = []
  let pageToken: string | undefined
  do {
    const page = await store.searchTraces({ ...query, pageToken })
    pages.push([...page.items])
    pageToken = page.nextPageToken
  } while (pageToken !== undefined)
  return pages
}
