import { context, trace } from '@opentelemetry/api'
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks'
import { resourceFromAttributes } from '@opentelemetry/resources'
import { TracerProvider } from '@opentelemetry/sdk-trace'
import { afterEach, expect, test } from 'vitest'

import { startReceiver } from '../../testing/start-receiver.ts'
import { testLoupe, type TestLoupe } from '../../testing/test-loupe.ts'

afterEach(() => {
  trace.disable()
  context.disable()
})

function applicationWith(loupe: TestLoupe): TracerProvider {
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable())
  const provider = new TracerProvider({
    resource: resourceFromAttributes({ 'service.name': 'shop' }),
    spanProcessors: [loupe.spanProcessor()],
  })
  trace.setGlobalTracerProvider(provider)
  return provider
}

test("an application's own spans arrive beside ours, in one trace", async () => {
  await using receiver = await startReceiver()
  await using loupe = testLoupe({ trackingUri: receiver.url, experimentName: 'e', spool: false })
  const provider = applicationWith(loupe)

  trace.getTracer('shop').startActiveSpan('request', (request) => {
    request.setAttributes({ n: 5, apiKey: 'AIza-secret', list: ['a'] })
    loupe.withSpan(
      () =>
        trace.getTracer('shop').startActiveSpan('query', (query) => {
          query.recordException(new Error('slow'))
          query.setStatus({ code: 2, message: 'too slow' })
          query.end()
        }),
      { name: 'ask' },
    )
    request.end()
  })
  await provider.forceFlush()

  const byName = Object.fromEntries(receiver.spans.map((span) => [span.name, span]))
  const { request, ask, query } = byName
  expect(Object.keys(byName).toSorted()).toEqual(['ask', 'query', 'request'])
  expect(new Set(receiver.spans.map(({ traceId }) => traceId)).size).toBe(1)
  expect([request!.parentSpanId, ask!.parentSpanId, query!.parentSpanId]).toEqual(['', request!.spanId, ask!.spanId])
  expect(request).toMatchObject({
    attributes: { n: 5n, apiKey: '[redacted]', list: ['a'] },
    resource: { 'service.name': 'shop', 'loupe.experiment.name': 'e' },
  })
  expect(query).toMatchObject({
    status: { code: 2, message: 'too slow' },
    events: [{ name: 'exception', attributes: { 'exception.message': 'slow' } }],
  })
  expect(query!.endTimeUnixNano).toBeGreaterThanOrEqual(query!.startTimeUnixNano)
})

test('switched off, and for spans that are not sampled, it takes nothing', async () => {
  await using receiver = await startReceiver()
  await using loupe = testLoupe({ trackingUri: receiver.url, enabled: false, spool: false })
  const provider = applicationWith(loupe)
  trace.getTracer('shop').startSpan('one').end()
  await provider.forceFlush()
  expect(receiver.requests).toEqual([])
})

test('shutting down the other SDK leaves ours running', async () => {
  await using receiver = await startReceiver()
  await using loupe = testLoupe({ trackingUri: receiver.url, spool: false })
  await applicationWith(loupe).shutdown()
  loupe.withSpan(() => 1, { name: 'later' })
  await loupe.flushTraces()
  expect(receiver.spans.map(({ name }) => name)).toEqual(['later'])
})
