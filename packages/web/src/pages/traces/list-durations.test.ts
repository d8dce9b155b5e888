import { experimentId, traceId, unixMillis, type TraceInfo } from '@loupe-ai/model'
import { expect, test } from 'vitest'
import { durationsOf } from './list-durations.ts'

const row = (durationMillis: number | undefined): TraceInfo => ({
  traceId: traceId('t'),
  experimentId: experimentId('1'),
  requestTimeMillis: unixMillis(0),
  durationMillis,
  state: 'OK',
  tags: {},
  metadata: {},
  spanCount: 1,
})

test('percentiles are durations that occurred, running traces left out', () => {
  const rows = [...Array.from({ length: 100 }, (_, at) => row(100 - at)), row(undefined)]

  expect(durationsOf(rows)).toEqual({ count: 100, p50Millis: 50, p95Millis: 95 })
})

test('a few traces have no percentiles', () => {
  expect(durationsOf([row(1), row(2), row(3), row(4)])).toBeUndefined()
})
