import type { Page, TraceInfo } from '@loupe-ai/model'
import { experimentId, traceId, unixMillis } from '@loupe-ai/model'
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { appendPage, newsOf, rowsOfPage, runningBelow, withNews, withRows, withUpdates } from './trace-rows.ts'

const row = (millis: number, changes: Partial<TraceInfo> = {}): TraceInfo => ({
  traceId: traceId(`tr-${millis}`),
  experimentId: experimentId('1'),
  requestTimeMillis: unixMillis(millis),
  durationMillis: 5,
  state: 'OK',
  tags: {},
  metadata: {},
  spanCount: 1,
  ...changes,
})
const page = (millis: readonly number[], nextPageToken?: string): Page<TraceInfo> => ({
  items: millis.map((at) => row(at)),
  nextPageToken,
})
const times = (rows: readonly TraceInfo[]): number[] => rows.map((one) => one.requestTimeMillis)

describe('loading more', () => {
  test('puts the next page below and drops repeats', () => {
    const loaded = appendPage(rowsOfPage(page([9, 8, 7], 'a')), page([7, 6, 5]))

    expect(times(loaded.rows)).toEqual([9, 8, 7, 6, 5])
    expect(loaded.nextPageToken).toBeUndefined()
  })
})

describe('polling the newest page', () => {
  const shown = appendPage(rowsOfPage(page([9, 8, 7], 'a')), page([6, 5, 4], 'b'))

  test('finds new rows', () => {
    const news = newsOf(shown, page([11, 10, 9], 'x'))

    expect(times(news.newRows)).toEqual([11, 10])
    expect(news.hasGap).toBe(false)
  })

  test('says nothing when nothing happened', () => {
    const news = newsOf(shown, page([9, 8, 7], 'a'))

    expect(news.newRows).toEqual([])
    expect(withUpdates(shown, news)).toBe(shown)
  })

  test('changes a running row in its place, while new rows wait', () => {
    const running: Page<TraceInfo> = { items: [row(9, { state: 'IN_PROGRESS', durationMillis: undefined }), row(8)] }
    const before = rowsOfPage(running)

    const news = newsOf(before, page([10, 9, 8]))

    const after = withUpdates(before, news)
    expect(times(after.rows)).toEqual([9, 8])
    expect(after.rows[0]?.state).toBe('OK')
    expect(times(news.newRows)).toEqual([10])
  })

  test('shows the news above what was loaded', () => {
    const after = withNews(shown, page([11, 10, 9], 'x'))

    expect(times(after.rows)).toEqual([11, 10, 9, 8, 7, 6, 5, 4])
    expect(after.nextPageToken).toBe('b')
  })

  test('lets go of rows that are gone', () => {
    expect(times(withNews(shown, page([9, 7, 6], 'x')).rows)).toEqual([9, 7, 6, 5, 4])
    expect(times(withNews(shown, page([9, 7])).rows)).toEqual([9, 7])
    expect(times(withNews(shown, page([])).rows)).toEqual([])
  })

  test('begins anew when more came than a page holds', () => {
    const polled = page([30, 29, 28], 'x')

    expect(newsOf(shown, polled).hasGap).toBe(true)
    expect(withNews(shown, polled)).toEqual(rowsOfPage(polled))
  })

  test('the first rows ever are news without a gap', () => {
    expect(newsOf(rowsOfPage(page([])), page([3, 2, 1], 'x'))).toMatchObject({ hasGap: false })
  })
})

test('rows that run below the newest page are found and brought up to date', () => {
  const running = row(2, { state: 'IN_PROGRESS', durationMillis: undefined })
  const shown = { rows: [row(4, { state: 'IN_PROGRESS' }), row(3), running, row(1)] }

  expect(runningBelow(shown, page([4, 3], 'x'))).toEqual([running.traceId])

  const after = withRows(shown, [row(2)])
  expect(after.rows.map((one) => one.state)).toEqual(['IN_PROGRESS', 'OK', 'OK', 'OK'])
  expect(withRows(after, [row(2)])).toBe(after)
})

test('whatever arrives between polls, the list stays newest first, holds each trace once and misses none above its end', () => {
  const pageSize = 4
  const serverPage = (all: readonly number[], from: number): Page<TraceInfo> => {
    const end = Math.min(from + pageSize, all.length)
    return page(all.slice(from, end), end < all.length ? String(end) : undefined)
  }
  fc.assert(
    fc.property(fc.array(fc.nat({ max: 7 }), { maxLength: 8 }), fc.nat({ max: 3 }), (arrivals, pages) => {
      let all = [10, 9, 8, 7, 6, 5, 4, 3, 2, 1]
      let list = rowsOfPage(serverPage(all, 0))
      for (let more = 0; more < pages && list.nextPageToken !== undefined; more++) {
        list = appendPage(list, serverPage(all, Number(list.nextPageToken)))
      }
      for (const count of arrivals) {
        const newest = all[0]!
        all = [...Array.from({ length: count }, (_, at) => newest + count - at), ...all]
        list = withNews(list, serverPage(all, 0))
      }
      expect(times(list.rows)).toEqual(all.slice(0, list.rows.length))
    }),
  )
})
