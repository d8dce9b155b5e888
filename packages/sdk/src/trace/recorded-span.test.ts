import { expect, test } from 'vitest'

import { startReceiver } from '../testing/start-receiver.ts'
import { testLoupe } from '../testing/test-loupe.ts'

test('an attribute whose name is a secret’s keeps its name alone', async () => {
  await using receiver = await startReceiver()
  await using loupe = testLoupe({ trackingUri: receiver.url })

  loupe.withSpan((span) => {
    span.setAttributes({ api_key: 'k-1', 'http.request.header.authorization': ['Basic k-1'], 'api_key.name': 'mine' })
    span.addEvent('login', { password: 'k-1', user: 'ann' })
    span.setAttribute(7 as unknown as string, 'seven')
  })
  await loupe.flushTraces()

  const [span] = receiver.spans
  expect(span?.attributes).toMatchObject({
    api_key: '[redacted]',
    'http.request.header.authorization': '[redacted]',
    'api_key.name': 'mine',
    '7': 'seven',
  })
  expect(span?.events[0]?.attributes).toEqual({ password: '[redacted]', user: 'ann' })
})

test('keys and passwords that an error’s words repeat are not recorded, nor those of its causes', async () => {
  await using receiver = await startReceiver()
  await using loupe = testLoupe({ trackingUri: receiver.url })
  const key = 'AIzaSyA1234567890abcdefghijk'
  const error = new Error(`bad key ${key}`, { cause: new TypeError(`no route to https://ann:hush@h/?key=${key}`) })

  expect(() =>
    loupe.withSpan(() => {
      throw error
    }),
  ).toThrow(error)
  await loupe.flushTraces()

  expect(receiver.spans[0]).toMatchObject({ status: { message: 'bad key AIza…' } })
  expect(receiver.spans[0]?.events[0]?.attributes).toMatchObject({
    'exception.message': 'bad key AIza…',
    'exception.stacktrace': expect.stringMatching(
      /^Error: bad key AIza…\n[^]*Caused by: TypeError: no route to https:\/\/…@h\/\?key=…\n/,
    ),
  })
  const sent = receiver.requests.map(({ body }) => body.toString('latin1')).join('')
  expect(sent).not.toMatch(/1234567890|hush/)
  expect(error.message).toBe(`bad key ${key}`)
})

test('what is far too long is cut, and the span arrives', async () => {
  await using receiver = await startReceiver()
  await using loupe = testLoupe({ trackingUri: receiver.url })
  const endless = 'x'.repeat(5_000_000)

  const fail = (): never => {
    throw new Error(endless)
  }
  expect(() => loupe.withSpan(fail, { name: 'failed' })).toThrow(endless)
  loupe.withSpan((span) => span.setAttribute(endless, 1), { name: 'oddly named' })
  const counts = await loupe.flushTraces()

  expect(counts).toMatchObject({ delivered: 2, refused: 0, dropped: 0 })
  expect(receiver.spans[0]?.status.message.length).toBeLessThan(20_000)
  expect(Object.keys(receiver.spans[1]!.attributes).every((name) => name.length <= 1000)).toBe(true)
})
