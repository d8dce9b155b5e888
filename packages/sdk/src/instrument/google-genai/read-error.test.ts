import { describe, expect, test } from 'vitest'
import { readError } from './read-error.ts'

const apiError = (message: string, status?: number): Error =>
  Object.assign(new Error(message), { name: 'ApiError', ...(status !== undefined && { status }) })

const BODY = { error: { code: 503, message: 'The model is overloaded.', status: 'UNAVAILABLE' } }
const READABLE = '503 UNAVAILABLE: The model is overloaded.'

describe('a message of the SDK becomes readable', () => {
  test.each([
    ['JSON', JSON.stringify(BODY)],
    ['a list of one', JSON.stringify([BODY])],
    [
      'JSON in JSON',
      JSON.stringify({
        error: { message: JSON.stringify(BODY, undefined, 2), code: 503, status: 'Service Unavailable' },
      }),
    ],
    [
      'a list in JSON',
      JSON.stringify({ error: { message: JSON.stringify([BODY]), code: 503, status: 'Service Unavailable' } }),
    ],
    ['an error event', `got status: UNAVAILABLE. ${JSON.stringify(BODY)}`],
  ])('%s', (_, message) => {
    const read = readError(apiError(message, 503), false)

    expect(read.message).toBe(READABLE)
    expect(read.attributes).toMatchObject({ 'error.type': 'UNAVAILABLE', 'http.response.status_code': 503n })
  })

  test('a page of a proxy is kept as it is', () => {
    const message = JSON.stringify({ error: { message: '<html>Bad Gateway</html>', code: 502, status: 'Bad Gateway' } })

    expect(readError(apiError(message, 502), false).message).toBe('502 Bad Gateway: <html>Bad Gateway</html>')
  })

  test('text that only looks like JSON stays text', () => {
    const read = readError(apiError('{not json', 500), false)

    expect(read.message).toBe('{not json')
    expect(read.attributes['error.type']).toBe('500')
  })

  test('a key that the service echoes is not recorded', () => {
    const key = `AIza${'x'.repeat(35)}`

    expect(
      readError(
        apiError(JSON.stringify({ error: { code: 400, message: `bad ${key}`, status: 'INVALID_ARGUMENT' } })),
        false,
      ).message,
    ).toBe('400 INVALID_ARGUMENT: bad AIza…')
  })

  test.each([
    ['a string', 'boom', 'boom'],
    ['nothing', undefined, 'undefined'],
    ['an object', { name: 'Odd' }, '[object Object]'],
  ])('%s that was thrown is an error too', (_, thrown, message) => {
    expect(readError(thrown, false).message).toBe(message)
  })

  test('the same AbortError is the caller’s or the clock’s', () => {
    const abort = new DOMException('This operation was aborted', 'AbortError')

    expect(readError(abort, true).attributes['error.type']).toBe('aborted')
    expect(readError(abort, false).attributes['error.type']).toBe('timeout')
  })
})
