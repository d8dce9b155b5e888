import { context, trace } from '@opentelemetry/api'
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks'
import { InMemorySpanExporter, SimpleSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace'
import { setTimeout as wait } from 'node:timers/promises'
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest'

import { startReceiver } from '../testing/start-receiver.ts'
import { testLoupe } from '../testing/test-loupe.ts'

const theirs = new InMemorySpanExporter()

beforeAll(() => {
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable())
  trace.setGlobalTracerProvider(new TracerProvider({ spanProcessors: [new SimpleSpanProcessor({ exporter: theirs })] }))
})

afterEach(() => {
  vi.restoreAllMocks()
})

afterAll(() => {
  trace.disable()
  context.disable()
})

test('our spans and those of an application that uses OpenTelemetry nest both ways', async () => {
  await using receiver = await startReceiver()
  await using loupe = testLoupe({ trackingUri: receiver.url })
  const tracer = trace.getTracer('application')

  await tracer.startActiveSpan('their request', async (request) => {
    await loupe.withSpan(
      async () => {
        await wait(1)
        await tracer.startActiveSpan('their query', async (query) => {
          loupe.updateCurrentTrace({ userId: 'ann' })
          await loupe.withSpan(async () => await wait(1), { name: 'our tool' })
          query.end()
        })
      },
      { name: 'our answer' },
    )
    request.end()
  })
  await loupe.flushTraces()

  const [query, request] = theirs.getFinishedSpans()
  const [tool, answer] = receiver.spans
  expect([query?.name, request?.name, tool?.name, answer?.name]).toEqual([
    'their query',
    'their request',
    'our tool',
    'our answer',
  ])
  expect(answer?.parentSpanId).toBe(request?.spanContext().spanId)
  expect(query?.parentSpanContext?.spanId).toBe(answer?.spanId)
  expect(tool?.parentSpanId).toBe(query?.spanContext().spanId)
  expect(new Set([tool, answer].map((span) => span?.traceId))).toEqual(new Set([request?.spanContext().traceId]))
  expect(answer?.attributes['user.id']).toBe('ann')
  expect(tool?.attributes).not.toHaveProperty('user.id')
})

test('where OpenTelemetry suppresses tracing, as around its exports, we record nothing', async () => {
  await using receiver = await startReceiver()
  await using loupe = testLoupe({ trackingUri: receiver.url })
  const exported = vi.spyOn(theirs, 'export').mockImplementation((_spans, done) => {
    loupe.withSpan(() => loupe.withSpan(() => 1))
    done({ code: 0 })
  })

  trace.getTracer('application').startSpan('exported').end()
  loupe.withSpan(() => 1, { name: 'seen' })
  await vi.waitFor(() => expect(exported).toHaveBeenCalledOnce())
  await loupe.flushTraces()

  expect(receiver.spans.map((span) => span.name)).toEqual(['seen'])
})

test('their context manager stays', async () => {
  await using loupe = testLoupe({ trackingUri: 'http://127.0.0.1:1' })
  const span = loupe.startSpan({ name: 'first' })
  expect(context.setGlobalContextManager(new AsyncLocalStorageContextManager())).toBe(false)
  expect(theirs.getFinishedSpans().some((each) => each.spanContext().spanId === span.spanId)).toBe(false)
})

test('a span can be used as an OpenTelemetry span', async () => {
  await using receiver = await startReceiver()
  await using loupe = testLoupe({ trackingUri: receiver.url })
  const remote = {
    traceId: '0af7651916cd43dd8448eb211c80319c',
    spanId: 'b7ad6b7169203331',
    traceFlags: 0,
    isRemote: true,
  }

  loupe.withSpan(() => {
    const span = trace.getActiveSpan()!
    span
      .updateName('renamed')
      .setAttribute('n', 5)
      .setAttributes({ list: ['a', 'b'], half: 0.5 })
      .addEvent('moment', { k: 'v' }, [1_700_000_000, 5])
      .addEvent('later', new Date(1_700_000_000_000))
      .addLink({ context: remote, attributes: { why: 'because' } })
      .setStatus({ code: 2, message: 'bad' })
    expect(span.isRecording()).toBe(true)
    span.end([4_000_000_000, 1])
    expect(span.isRecording()).toBe(false)
    span.setAttribute('after', 'the end')
  })
  await loupe.flushTraces()

  expect(receiver.spans).toHaveLength(1)
  expect(receiver.spans[0]).toMatchObject({
    name: 'renamed',
    attributes: { n: 5n, list: ['a', 'b'], half: 0.5 },
    events: [
      { name: 'moment', timeUnixNano: 1_700_000_000_000_000_005n, attributes: { k: 'v' } },
      { name: 'later', timeUnixNano: 1_700_000_000_000_000_000n },
    ],
    links: [{ traceId: remote.traceId, spanId: remote.spanId, attributes: { why: 'because' } }],
    status: { code: 2, message: 'bad' },
    endTimeUnixNano: 4_000_000_000_000_000_001n,
  })
})
