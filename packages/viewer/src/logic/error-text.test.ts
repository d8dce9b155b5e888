import { EXCEPTION } from '@loupe-ai/model'
import { expect, test } from 'vitest'
import { failuresOf, readableMessage } from './error-text.ts'
import { nanosAt, spanOf } from './testing/span-of.ts'

const BODY = '{"error":{"code":404,"message":"no such model","status":"NOT_FOUND"}}'

test('the body of an API error is told in a line', () => {
  expect(readableMessage(BODY)).toBe('404 NOT_FOUND: no such model')
  expect(readableMessage(`got status: 404. ${BODY}`)).toBe('404 NOT_FOUND: no such model')
  expect(readableMessage(JSON.stringify({ error: { code: 404, message: BODY, status: 'Not Found' } }))).toBe(
    '404 NOT_FOUND: no such model',
  )
})

test.each(['plain words', '{"error"', '{"error":"text"}', ''])('%j is left as it is', (message) => {
  expect(readableMessage(message)).toBe(message)
})

test('an exception recorded twice is told once', () => {
  const event = {
    name: EXCEPTION.event,
    timeNanos: nanosAt(1),
    attributes: { [EXCEPTION.type]: 'E', [EXCEPTION.message]: BODY },
  }

  expect(failuresOf(spanOf({ id: 1, status: 'ERROR', events: [event, event] }))).toEqual([
    { type: 'E', message: '404 NOT_FOUND: no such model', rawMessage: BODY, stack: undefined },
  ])
})

test('without an exception the status speaks', () => {
  expect(
    failuresOf(spanOf({ id: 1, status: 'ERROR', message: 'broke', attributes: { 'error.type': 'timeout' } })),
  ).toEqual([{ type: 'timeout', message: 'broke', rawMessage: undefined, stack: undefined }])
  expect(failuresOf(spanOf({ id: 1 }))).toEqual([])
})
