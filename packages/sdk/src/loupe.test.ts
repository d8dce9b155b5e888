import { expect, test, vi } from 'vitest'

import { LoupeError } from './loupe-error.ts'
import { freePort } from './testing/free-port.ts'
import { startReceiver } from './testing/start-receiver.ts'
import { testLoupe } from './testing/test-loupe.ts'

test('a span arrives with its inputs, outputs, type and times', async () => {
  await using receiver = await startReceiver()
  await using loupe = testLoupe({ trackingUri: receiver.url })
  const before = BigInt(Date.now()) * 1_000_000n

  const answer = await loupe.withSpan(
    async (span) => {
      span.setInputs({ question: 'Wie groß?' })
      return { answer: 42 }
    },
    { name: 'ask', spanType: 'CHAIN' },
  )
  const counts = await loupe.flushTraces()

  expect(answer).toEqual({ answer: 42 })
  expect(counts).toEqual({ delivered: 1, kept: 0, refused: 0, dropped: 0 })
  const [span] = receiver.spans
  expect(span).toMatchObject({ name: 'ask', kind: 1, parentSpanId: '', status: { code: 1, message: '' } })
  expect(span?.attributes).toEqual({
    'mlflow.spanType': 'CHAIN',
    'mlflow.spanInputs': '{"question":"Wie groß?"}',
    'mlflow.spanOutputs': '{"answer":42}',
  })
  expect(span!.startTimeUnixNano).toBeGreaterThan(before - 60_000_000n)
  expect(span!.endTimeUnixNano).toBeGreaterThanOrEqual(span!.startTimeUnixNano)
})

test('spans of a program that starts before its server arrive once it is up', async () => {
  const port = await freePort()
  await using loupe = testLoupe({ trackingUri: `http://127.0.0.1:${port}` })

  loupe.withSpan(() => 1, { name: 'early' })
  const kept = await loupe.flushTraces({ timeoutMillis: 300 })
  await using receiver = await startReceiver({ port })
  await vi.waitFor(() => expect(receiver.spans.map((span) => span.name)).toEqual(['early']), { timeout: 15_000 })

  expect(kept).toEqual({ delivered: 0, kept: 1, refused: 0, dropped: 0 })
  expect(loupe.lines).toHaveLength(1)
  expect(loupe.lines[0]).toContain('Is the server running? npx @loupe-ai/cli server')
})

test('a server that is busy is asked again when it said, and told of what it refused', async () => {
  await using receiver = await startReceiver({
    answer: (_, index) => (index === 0 ? { status: 503, headers: { 'retry-after': '1' } } : undefined),
  })
  await using loupe = testLoupe({ trackingUri: receiver.url })
  const begunMillis = performance.now()

  loupe.withSpan(() => 1)
  const counts = await loupe.flushTraces()

  expect(counts.delivered).toBe(1)
  expect(performance.now() - begunMillis).toBeGreaterThan(990)
  expect(receiver.requests).toHaveLength(2)
})

test('what is said of a trace rides on its root, from anywhere inside', async () => {
  await using receiver = await startReceiver()
  await using loupe = testLoupe({ trackingUri: receiver.url })

  await loupe.withSpan(
    async () => {
      await loupe.withSpan(
        async () =>
          loupe.updateCurrentTrace({
            sessionId: 's',
            userId: 'u',
            tags: { env: 'prod' },
            metadata: { build: '7' },
            clientRequestId: 'c',
            requestPreview: 'in',
            responsePreview: 'out',
          }),
        { name: 'inner' },
      )
    },
    { name: 'root' },
  )
  await loupe.flushTraces()

  const attributes = Object.fromEntries(receiver.spans.map((span) => [span.name, span.attributes]))
  expect(attributes).toEqual({
    inner: {},
    root: {
      'session.id': 's',
      'user.id': 'u',
      'mlflow.traceTag.env': 'prod',
      'loupe.traceMetadata.build': '7',
      'loupe.clientRequestId': 'c',
      'loupe.requestPreview': 'in',
      'loupe.responsePreview': 'out',
    },
  })
})

test('saying something of a trace where there is none is told, and does nothing', async () => {
  await using loupe = testLoupe({})
  loupe.updateCurrentTrace({ userId: 'u' })
  expect(loupe.lines).toEqual([expect.stringContaining('no trace is active')])
})

test('a trace that has begun keeps its server and experiment', async () => {
  await using first = await startReceiver()
  await using second = await startReceiver()
  await using loupe = testLoupe({ trackingUri: first.url, experimentName: 'one' })

  await loupe.withSpan(
    async () => {
      loupe.init({ trackingUri: second.url, experimentId: '7' })
      loupe.withSpan(() => 1, { name: 'still first' })
    },
    { name: 'first' },
  )
  loupe.withSpan(() => 1, { name: 'second' })
  await loupe.flushTraces()

  expect(first.spans.map((span) => [span.name, span.resource['loupe.experiment.name']])).toEqual([
    ['still first', 'one'],
    ['first', 'one'],
  ])
  expect(second.spans.map((span) => [span.name, span.resource['mlflow.experimentId']])).toEqual([['second', '7']])
  expect(second.spans[0]?.resource).not.toHaveProperty('loupe.experiment.name')
})

test('content can be left out everywhere or below one span', async () => {
  await using receiver = await startReceiver()
  await using off = testLoupe({ trackingUri: receiver.url }, { LOUPE_CAPTURE_CONTENT: 'false' })
  await using loupe = testLoupe({ trackingUri: receiver.url })
  const attributes = { 'gen_ai.input.messages': '[]', 'gen_ai.request.model': 'm' }

  off.withSpan(() => 'said', { name: 'off', inputs: 'asked', attributes })
  loupe.withSpan(() => loupe.withSpan(() => 'said', { name: 'below', attributes }), {
    name: 'private',
    captureContent: false,
  })
  loupe.withSpan(() => 'said', { name: 'open' })
  await Promise.all([off.flushTraces(), loupe.flushTraces()])

  const shown = Object.fromEntries(receiver.spans.map((span) => [span.name, span.attributes]))
  expect(shown).toEqual({
    off: { 'gen_ai.request.model': 'm' },
    below: { 'gen_ai.request.model': 'm' },
    private: {},
    open: { 'mlflow.spanOutputs': '"said"' },
  })
})

test('a span by hand takes a parent, and is not the active one', async () => {
  await using receiver = await startReceiver()
  await using loupe = testLoupe({ trackingUri: receiver.url })

  const parent = loupe.startSpan({ name: 'parent', spanType: 'AGENT' })
  const child = loupe.startSpan({ name: 'child', parent })
  expect(loupe.getCurrentActiveSpan()).toBeUndefined()
  child.recordException(new RangeError('too far'))
  child.end()
  parent.setOutputs([1])
  parent.end()
  parent.end()
  await loupe.flushTraces()

  const [first, second] = receiver.spans
  expect(receiver.spans).toHaveLength(2)
  expect(first).toMatchObject({ name: 'child', parentSpanId: second?.spanId, status: { code: 2, message: 'too far' } })
  expect(second).toMatchObject({ name: 'parent', status: { code: 1 } })
  expect(loupe.getLastActiveTraceId()).toBe(`tr-${second?.traceId}`)
})

test('after shutdown nothing is recorded until init', async () => {
  await using receiver = await startReceiver()
  await using loupe = testLoupe({ trackingUri: receiver.url })
  const listeners = process.listenerCount('beforeExit')

  loupe.withSpan(() => 1, { name: 'before' })
  expect(await loupe.shutdown()).toMatchObject({ delivered: 1 })
  expect(process.listenerCount('beforeExit')).toBe(listeners)
  loupe.withSpan(() => 1, { name: 'between' })
  loupe.init({})
  loupe.withSpan(() => 1, { name: 'after' })
  await loupe.flushTraces()

  expect(receiver.spans.map((span) => span.name)).toEqual(['before', 'after'])
})

test('a tracking URI that is none is told, and the program goes on', async () => {
  await using loupe = testLoupe({ trackingUri: 'nonsense' })
  expect(loupe.withSpan(() => 1)).toBe(1)
  expect(await loupe.flushTraces()).toMatchObject({ refused: 1 })
  expect(loupe.lines).toEqual([expect.stringContaining('an http or https URL')])
  await expect(loupe.createExperiment('x')).rejects.toBeInstanceOf(LoupeError)
  expect(await loupe.setExperiment('x')).toEqual({ name: 'x' })
})

test('a Loupe server sees a span while it runs, and then its end', async () => {
  await using receiver = await startReceiver({
    answer: () => ({ status: 200, headers: { 'x-loupe-version': '0.1.0' } }),
  })
  await using loupe = testLoupe({ trackingUri: receiver.url, batch: { showRunningAfterMillis: 20 } })
  loupe.withSpan(() => 1, { name: 'first' })
  await loupe.flushTraces()

  await loupe.withSpan(
    async () => await vi.waitFor(() => expect(receiver.spans).toHaveLength(2), { timeout: 20_000 }),
    {
      name: 'slow',
      inputs: 'in',
    },
  )
  const counts = await loupe.flushTraces()

  const [, partial, ended] = receiver.spans
  expect(counts).toEqual({ delivered: 1, kept: 0, refused: 0, dropped: 0 })
  expect(partial).toMatchObject({
    name: 'slow',
    spanId: ended?.spanId,
    endTimeUnixNano: 0n,
    status: { code: 0 },
    attributes: { 'loupe.partial': true, 'mlflow.spanInputs': '"in"' },
  })
  expect(ended?.attributes).not.toHaveProperty('loupe.partial')
  expect(ended?.endTimeUnixNano).toBeGreaterThan(0n)
})
