import { context, trace, type Span } from '@opentelemetry/api'
import { expect, test } from 'vitest'

import type { Loupe } from '../loupe.ts'
import { startReceiver } from '../testing/start-receiver.ts'
import { testLoupe } from '../testing/test-loupe.ts'
import type { LiveSpan } from './live-span.ts'

// Programs without types say such things; what they trace must run and arrive nevertheless.
const anything = (value: unknown): never => value as never
const unprintable: unknown = Object.create(null)

test.each<[string, (span: LiveSpan & Span, loupe: Loupe) => void]>([
  ['a status that does not exist', (span) => span.setStatus(anything('FINE'))],
  ['a status of a number that does not exist', (span) => span.setStatus(anything({ code: 9 }))],
  ['a name that is no text', (span) => span.setName(anything(unprintable))],
  ['attributes that are none', (span) => span.setAttributes(anything(null))],
  ['a time that is none, at the end', (span) => span.end(NaN)],
  ['a time too large to hold, at the end', (span) => span.end((2n ** 70n) as never)],
  ['a time before all time, at the end', (span) => span.end(anything(-1n))],
  ['a date that is none, of an event', (span) => void span.addEvent('e', new Date('never'))],
  ['tags that are no text', (_, loupe) => loupe.updateCurrentTrace({ tags: anything({ a: unprintable, b: null }) })],
  ['an update that is none', (_, loupe) => loupe.updateCurrentTrace(anything(undefined))],
  ['options that are null', (_, loupe) => loupe.withSpan(() => 1, anything(null))],
  ['options that are null for a wrapper', (_, loupe) => void loupe.trace(() => 1, anything(null))()],
  ['no options to begin with', (_, loupe) => loupe.startSpan(anything(undefined)).end()],
  ['a parent that is null', (_, loupe) => loupe.startSpan({ name: 's', parent: anything(null) }).end()],
  ['a parent that is none', (_, loupe) => loupe.startSpan({ name: 's', parent: anything({}) }).end()],
  ['a start that is a number', (_, loupe) => loupe.startSpan({ name: 's', startTimeNanos: anything(1.5e18) }).end()],
  ['settings that are null', (_, loupe) => loupe.init(anything(null))],
])('%s', async (_, misuse) => {
  await using receiver = await startReceiver()
  await using loupe = testLoupe({ trackingUri: receiver.url })

  expect(loupe.withSpan((span) => void misuse(span as LiveSpan & Span, loupe), { name: 'outer' })).toBe(undefined)
  const counts = await loupe.flushTraces()

  expect(counts).toMatchObject({ refused: 0, dropped: 0, kept: 0 })
  const outer = receiver.spans.find(({ parentSpanId }) => parentSpanId === '')
  expect(outer?.status.code).toBe(1)
  expect(outer!.endTimeUnixNano - outer!.startTimeUnixNano).toBeLessThan(60_000_000_000n)
})

test('a span of OpenTelemetry can be the parent', async () => {
  await using receiver = await startReceiver()
  await using loupe = testLoupe({ trackingUri: receiver.url })
  const theirs = trace.wrapSpanContext({ traceId: 'a'.repeat(32), spanId: 'b'.repeat(16), traceFlags: 1 })

  loupe.startSpan({ name: 'ours', parent: theirs }).end()
  loupe.startSpan({ name: 'ours too', parent: trace.setSpan(context.active(), theirs) }).end()
  await loupe.flushTraces()

  expect(receiver.spans.map(({ traceId, parentSpanId }) => [traceId, parentSpanId])).toEqual([
    ['a'.repeat(32), 'b'.repeat(16)],
    ['a'.repeat(32), 'b'.repeat(16)],
  ])
})
