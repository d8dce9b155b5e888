import { traceId } from '@loupe-ai/model'
import { expect, test } from 'vitest'
import { aSpan } from '../testing/a-span.ts'
import { withinTraceLimit } from './within-trace-limit.ts'

const [FULL, OTHER] = [traceId('tr-full'), traceId('tr-other')]
const parentId = aSpan().spanId

test('the spans of a full trace are taken out, with the limit as the reason, their neighbours are not', () => {
  const sink = { maxTraceSpans: 100, hasRoomFor: (span: { traceId: string }) => span.traceId !== FULL }
  const neighbour = aSpan({ traceId: OTHER })

  const given = [aSpan({ traceId: FULL }), neighbour, aSpan({ traceId: FULL })]
  const { spans, beyond } = withinTraceLimit({ spans: given, spanCount: 3 }, sink)

  expect([...spans]).toEqual([neighbour])
  expect(beyond()).toEqual({
    spans: 2,
    reason: 'the trace tr-full is full: 100 spans are the limit of a trace, more of it are not stored',
  })
})

test('a group that is too large for one trace is cut at the limit, but for the root', () => {
  const sink = { maxTraceSpans: 3, hasRoomFor: () => true }
  const children = Array.from({ length: 5 }, () => aSpan({ traceId: FULL, parentId }))
  const others = Array.from({ length: 3 }, () => aSpan({ traceId: OTHER, parentId }))
  const root = aSpan({ traceId: FULL })

  const given = [...children, root, ...others]
  const { spans, beyond } = withinTraceLimit({ spans: given, spanCount: given.length }, sink)

  expect([...spans]).toEqual([...children.slice(0, 3), root, ...others])
  expect(beyond()?.spans).toBe(2)
})
