import { expect, test } from 'vitest'
import { describeException } from './describe-exception.ts'
import { readableStatus, rpcStatusIn } from './rpc-status.ts'

const STATUS = { code: 429, message: 'You exceeded your current quota.', status: 'RESOURCE_EXHAUSTED' }
const BODY = JSON.stringify({ error: STATUS })

test.each([
  ['as it is', BODY],
  ['inside JSON again', JSON.stringify({ error: { message: BODY, code: 429, status: 'Too Many Requests' } })],
  ['in a list', `[${BODY}]`],
  ['after words of the SDK', `got status: RESOURCE_EXHAUSTED. ${BODY}`],
])('a status %s is read', (_, message) => {
  expect(rpcStatusIn(message)).toEqual(STATUS)
  expect(readableStatus(message)).toBe('429 RESOURCE_EXHAUSTED: You exceeded your current quota.')
})

test.each(['', 'no such file', '{', '{"error":"text"}', '[]', 'null', '{"a":1}'])('%j is no status', (message) => {
  expect(rpcStatusIn(message)).toBeUndefined()
})

test('an error whose message is such a body is described in words, its stack too', () => {
  const error = Object.assign(new Error(BODY), { name: 'ApiError', status: 429 })

  const { message, stacktrace } = describeException(error)

  expect(message).toBe('429 RESOURCE_EXHAUSTED: You exceeded your current quota.')
  expect(stacktrace).toContain('429 RESOURCE_EXHAUSTED: You exceeded')
  expect(stacktrace).not.toContain('{"error"')
})
