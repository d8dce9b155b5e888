import { expect, test } from 'vitest'

import { startReceiver } from '../testing/start-receiver.ts'
import { testLoupe } from '../testing/test-loupe.ts'

const outputsOf = (span: { attributes: Readonly<Record<string, unknown>> } | undefined): unknown =>
  JSON.parse(String(span?.attributes['mlflow.spanOutputs'])) as unknown

test('trace() around a generator is one span from the first step to the last, and what runs inside is below it', async () => {
  await using receiver = await startReceiver()
  await using loupe = testLoupe({ trackingUri: receiver.url })
  const count = loupe.trace(function* count(to: number) {
    for (let at = 1; at <= to; at++) {
      loupe.withSpan(() => at, { name: 'inside' })
      yield { at }
    }
    return 'done'
  })

  const seen: unknown[] = []
  const iterator = count(2)
  for (const one of iterator) {
    loupe.withSpan(() => one, { name: 'outside' })
    seen.push({ ...one })
    one.at = 99
  }
  await loupe.flushTraces()

  expect(seen).toEqual([{ at: 1 }, { at: 2 }])
  expect(iterator.next()).toEqual({ value: undefined, done: true })
  const spans = receiver.spans
  const [outer] = spans.filter(({ name }) => name === 'count')
  expect(spans.map(({ name }) => name)).toEqual(['inside', 'outside', 'inside', 'outside', 'count'])
  expect(outer?.attributes['mlflow.spanInputs']).toBe('{"to":2}')
  expect(outputsOf(outer)).toEqual({ yielded: [{ at: 1 }, { at: 2 }], returned: 'done' })
  for (const span of spans)
    expect([span.name, span.parentSpanId]).toEqual([span.name, span.name === 'inside' ? outer!.spanId : ''])
})

test('around an async generator too: its reader may leave early, and what it throws is the same', async () => {
  await using receiver = await startReceiver()
  await using loupe = testLoupe({ trackingUri: receiver.url })
  let isCleanedUp = false
  const words = loupe.trace(
    async function* (fails: boolean) {
      try {
        yield 'a'
        if (fails) throw BROKEN
        yield 'b'
        yield 'c'
      } finally {
        isCleanedUp = true
      }
    },
    { name: 'words' },
  )
  const BROKEN = new Error('broken')

  for await (const word of words(false)) if (word === 'b') break
  expect(isCleanedUp).toBe(true)
  const failing = words(true)
  expect(await failing.next()).toEqual({ value: 'a', done: false })
  await expect(failing.next()).rejects.toBe(BROKEN)
  expect(await failing.next()).toEqual({ value: undefined, done: true })
  await loupe.flushTraces()

  expect(receiver.spans.map(outputsAndStatus)).toEqual([
    { outputs: ['a', 'b'], code: 1 },
    { outputs: undefined, code: 2 },
  ])
})

const outputsAndStatus = (span: {
  attributes: Readonly<Record<string, unknown>>
  status: { code: number }
}): unknown => ({
  outputs: 'mlflow.spanOutputs' in span.attributes ? outputsOf(span) : undefined,
  code: span.status.code,
})

test('a traced generator looks and acts as the bare one, and has no span while nobody iterates', async () => {
  await using receiver = await startReceiver()
  await using loupe = testLoupe({ trackingUri: receiver.url })
  function* echo(): Generator<unknown, string, unknown> {
    let given: unknown = 'first'
    for (;;) {
      try {
        given = yield given
      } catch (error) {
        given = error
      }
      if (given === 'end') return 'bye'
    }
  }
  const traced = loupe.trace(echo)
  const walk = (generator: Generator<unknown, string, unknown>): unknown[] => [
    Object.keys(generator),
    Object.prototype.toString.call(generator),
    generator instanceof echo,
    generator[Symbol.iterator]() === generator,
    generator.next('ignored'),
    generator.next(1),
    generator.throw('thrown'),
    generator.next('end'),
    generator.next(),
    generator.return('late'),
  ]

  expect(walk(traced())).toEqual(walk(echo()))
  expect(traced().return('unread')).toEqual(echo().return('unread'))
  expect([...traced().take(1)]).toEqual([...echo().take(1)])
  await loupe.flushTraces()
  expect(receiver.spans).toHaveLength(2)
})
