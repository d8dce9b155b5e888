import { trace } from '@opentelemetry/api'
import { EventEmitter, once } from 'node:events'
import { setImmediate as nextTurn, setTimeout as wait } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'

import { startReceiver, type ReceivedSpan } from '../testing/start-receiver.ts'
import { testLoupe } from '../testing/test-loupe.ts'

const parentName = (spans: readonly ReceivedSpan[], name: string): string | undefined => {
  const parentId = spans.find((span) => span.name === name)?.parentSpanId
  return spans.find((span) => span.spanId === parentId)?.name
}

describe('withSpan', () => {
  test('nests across await, timers, Promise.all and event emitters', async () => {
    await using receiver = await startReceiver()
    await using loupe = testLoupe({ trackingUri: receiver.url })
    const emitter = new EventEmitter()
    const leaf = (name: string) => loupe.withSpan(async () => await nextTurn(), { name })

    await loupe.withSpan(
      async () => {
        await nextTurn()
        await leaf('after await')
        await wait(1)
        await leaf('after timer')
        await Promise.all([
          loupe.withSpan(() => leaf('left leaf'), { name: 'left' }),
          loupe.withSpan(() => leaf('right leaf'), { name: 'right' }),
        ])
        const heard = once(emitter, 'done')
        emitter.on('go', () => void leaf('in listener').then(() => emitter.emit('done')))
        emitter.emit('go')
        await heard
      },
      { name: 'root' },
    )
    await loupe.flushTraces()

    const { spans } = receiver
    expect(spans).toHaveLength(8)
    expect(new Set(spans.map((span) => span.traceId)).size).toBe(1)
    for (const name of ['after await', 'after timer', 'left', 'right', 'in listener'])
      expect(parentName(spans, name)).toBe('root')
    expect(parentName(spans, 'left leaf')).toBe('left')
    expect(parentName(spans, 'right leaf')).toBe('right')
    expect(spans.find((span) => span.name === 'root')?.parentSpanId).toBe('')
  })

  test('a synchronous function stays synchronous', async () => {
    await using loupe = testLoupe({ trackingUri: 'http://127.0.0.1:1' })
    const value = {}
    expect(loupe.withSpan(() => value)).toBe(value)
  })

  test('what is thrown or rejected passes as the very same object and is recorded', async () => {
    await using receiver = await startReceiver()
    await using loupe = testLoupe({ trackingUri: receiver.url })
    const thrown = new TypeError('sync', { cause: new Error('the cause') })
    const rejected = { code: 7 }

    const caught = (() => {
      try {
        return loupe.withSpan(
          () => {
            throw thrown
          },
          { name: 'throws' },
        )
      } catch (error) {
        return error
      }
    })()
    const reason = await loupe
      .withSpan(() => Promise.reject(rejected), { name: 'rejects' })
      .catch((error: unknown) => error)
    await loupe.flushTraces()

    expect(caught).toBe(thrown)
    expect(reason).toBe(rejected)
    const span = receiver.spans.find((each) => each.name === 'throws')
    expect(span?.status).toEqual({ code: 2, message: 'sync' })
    expect(span?.attributes['error.type']).toBe('TypeError')
    expect(span?.events[0]).toMatchObject({
      name: 'exception',
      attributes: { 'exception.type': 'TypeError', 'exception.message': 'sync' },
    })
    expect(span?.events[0]?.attributes['exception.stacktrace']).toMatch(
      /with-span\.test[\s\S]*Caused by: Error: the cause/,
    )
    expect(receiver.spans.find((each) => each.name === 'rejects')?.status.code).toBe(2)
  })

  test('a rejection that nobody handles is still reported', async () => {
    await using loupe = testLoupe({ trackingUri: 'http://127.0.0.1:1' })
    const reason = new Error('unheard')
    const listeners = process.listeners('unhandledRejection')
    process.removeAllListeners('unhandledRejection')
    try {
      const heard = once(process, 'unhandledRejection')
      void loupe.withSpan(async () => {
        throw reason
      })
      expect((await heard)[0]).toBe(reason)
    } finally {
      for (const listener of listeners) process.on('unhandledRejection', listener)
    }
  })

  test('a promise with methods of its own comes back itself, and a lazy thenable is asked once', async () => {
    await using receiver = await startReceiver()
    await using loupe = testLoupe({ trackingUri: receiver.url })
    class ApiPromise<T> extends Promise<T> {
      raw(): string {
        return 'raw'
      }
    }
    const own = ApiPromise.resolve(1) as ApiPromise<number>
    let asked = 0
    const lazy = {
      // oxlint-disable-next-line unicorn/no-thenable -- what query builders are
      then(resolve: (value: string) => void): void {
        asked++
        resolve('rows')
      },
    }

    const same = loupe.withSpan(() => own, { name: 'own' })
    const rows = await loupe.withSpan(() => lazy as PromiseLike<string>, { name: 'lazy' })
    await own
    await loupe.flushTraces()

    expect(same).toBe(own)
    expect(same.raw()).toBe('raw')
    expect([rows, asked]).toEqual(['rows', 1])
    expect(receiver.spans.map((span) => [span.name, span.attributes['mlflow.spanOutputs']])).toEqual([
      ['own', '1'],
      ['lazy', '"rows"'],
    ])
  })

  test('outputs set by the function win over its result, and inputs are read at once', async () => {
    await using receiver = await startReceiver()
    await using loupe = testLoupe({ trackingUri: receiver.url })
    const history = ['hello']

    loupe.withSpan(
      (span) => {
        history.push('later')
        span.setOutputs('said')
        return 'returned'
      },
      { name: 'x', inputs: history },
    )
    await loupe.flushTraces()

    expect(receiver.spans[0]?.attributes).toEqual({ 'mlflow.spanInputs': '["hello"]', 'mlflow.spanOutputs': '"said"' })
  })

  test('the span is the active one of OpenTelemetry, and only inside', async () => {
    await using loupe = testLoupe({ trackingUri: 'http://127.0.0.1:1' })
    const seen = loupe.withSpan((span) => [
      trace.getActiveSpan()?.spanContext().spanId,
      span.spanId,
      loupe.getCurrentActiveSpan()?.spanId,
    ])
    expect(new Set(seen).size).toBe(1)
    expect(trace.getActiveSpan()).toBeUndefined()
    expect(loupe.getCurrentActiveSpan()).toBeUndefined()
  })

  test('nothing is traced where tracing is switched off', async () => {
    await using receiver = await startReceiver()
    await using loupe = testLoupe({ trackingUri: receiver.url })
    await using off = testLoupe({ trackingUri: receiver.url }, { LOUPE_TRACING: 'false' })

    const answer = off.withSpan((span) => {
      span.setInputs(1)
      off.updateCurrentTrace({ userId: 'u' })
      return 2
    })
    await loupe.withSpan(async () => 3, { name: 'seen' })
    await Promise.all([loupe.flushTraces(), off.flushTraces()])

    expect(answer).toBe(2)
    expect(receiver.spans.map((span) => span.name)).toEqual(['seen'])
    expect([...loupe.lines, ...off.lines]).toEqual([])
  })
})

describe('trace', () => {
  test('wraps a function with its name, length, this, arguments by name and result', async () => {
    await using receiver = await startReceiver()
    await using loupe = testLoupe({ trackingUri: receiver.url })
    const shop = {
      factor: 2,
      price: loupe.trace(async function price(this: { factor: number }, amount: number, currency: string) {
        return `${amount * this.factor} ${currency}`
      }),
    }
    const sum = loupe.trace((...numbers: number[]) => numbers.length, { name: 'sum', spanType: 'TOOL' })

    expect(await shop.price(3, 'EUR')).toBe('6 EUR')
    expect(sum(1, 2)).toBe(2)
    await loupe.flushTraces()

    expect([shop.price.name, shop.price.length]).toEqual(['price', 2])
    expect(receiver.spans.map(({ name, attributes }) => ({ name, ...attributes }))).toEqual([
      { name: 'price', 'mlflow.spanInputs': '{"amount":3,"currency":"EUR"}', 'mlflow.spanOutputs': '"6 EUR"' },
      { name: 'sum', 'mlflow.spanType': 'TOOL', 'mlflow.spanInputs': '[1,2]', 'mlflow.spanOutputs': '2' },
    ])
  })
})
