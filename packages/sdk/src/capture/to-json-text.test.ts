import { GenerateContentResponse } from '@google/genai'
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'

import { CAPTURE_LIMITS } from './capture-limits.ts'
import { toJsonText } from './to-json-text.ts'

const captured = (value: unknown, limits: Partial<typeof CAPTURE_LIMITS> = {}): unknown =>
  JSON.parse(toJsonText(value, { ...CAPTURE_LIMITS, ...limits })!)

describe('toJsonText', () => {
  test('writes plain data as JSON.stringify does', () => {
    fc.assert(
      fc.property(fc.jsonValue({ noUnicodeString: false }), (value) => {
        expect(toJsonText(value)).toBe(JSON.stringify(value))
      }),
    )
  })

  test('is always one bounded JSON document, whatever it is given', () => {
    const limits = { ...CAPTURE_LIMITS, maxCharacters: 500, maxDepth: 5, maxItems: 7, maxTextCharacters: 50 }
    const anything = fc.anything({
      withBigInt: true,
      withDate: true,
      withMap: true,
      withSet: true,
      withTypedArray: true,
    })
    fc.assert(
      fc.property(anything, (value) => {
        const text = toJsonText(value, limits) ?? 'null'
        expect(() => JSON.parse(text)).not.toThrow()
        expect(text.length).toBeLessThan(20_000)
      }),
    )
  })

  test('undefined is nothing, and fields that are undefined are left out', () => {
    expect(toJsonText(undefined)).toBeUndefined()
    expect(captured({ a: undefined, b: [undefined] })).toEqual({ b: [null] })
  })

  test('marks a cycle but writes twice what merely occurs twice', () => {
    const twice = { n: 1 }
    const loop: Record<string, unknown> = { left: twice, right: twice }
    loop.self = { loop }
    expect(captured(loop)).toEqual({ left: { n: 1 }, right: { n: 1 }, self: { loop: '[circular]' } })
  })

  test('shows functions, symbols, numbers beyond JSON and classes without fields by name', () => {
    expect(captured({ multiply() {}, anonymous: [() => {}], s: Symbol('x'), n: NaN, i: -Infinity })).toEqual({
      multiply: '[function multiply]',
      anonymous: ['[function]'],
      s: '[Symbol(x)]',
      n: 'NaN',
      i: '-Infinity',
    })
    expect(captured({ signal: new AbortController().signal, none: {} })).toEqual({ signal: '[AbortSignal]', none: {} })
  })

  test('keeps every digit of a bigint', () => {
    expect(toJsonText({ id: 12345678901234567890n })).toBe('{"id":12345678901234567890}')
  })

  test('shows bytes and blobs by kind and size', () => {
    expect(captured([Buffer.from('abc'), new Float32Array(3), new ArrayBuffer(5)])).toEqual([
      { bytes: 3 },
      { bytes: 12 },
      { bytes: 5 },
    ])
    expect(captured(new Blob(['abcd'], { type: 'image/png' }))).toEqual({ mimeType: 'image/png', bytes: 4 })
    expect(captured(new File(['ab'], 'a.txt'))).toEqual({ name: 'a.txt', bytes: 2 })
  })

  test('keeps a short inline image and gives the size of a long one', () => {
    const inline = (bytes: number): object => ({ mimeType: 'image/png', data: Buffer.alloc(bytes).toString('base64') })
    expect(captured(inline(30))).toEqual(inline(30))
    expect(captured(inline(100_000))).toEqual({ mimeType: 'image/png', data: '[100000 bytes]' })
    expect(captured(inline(100_001))).toEqual({ mimeType: 'image/png', data: '[100001 bytes]' })
  })

  test('shows dates, errors with their causes, maps and sets', () => {
    expect(captured(new Date(0))).toBe('1970-01-01T00:00:00.000Z')
    expect(captured(new Date(NaN))).toBe('[invalid date]')
    const error = Object.assign(new TypeError('no', { cause: new Error('deep') }), { status: 404 })
    expect(captured(error)).toMatchObject({ name: 'TypeError', message: 'no', cause: { message: 'deep' }, status: 404 })
    expect(captured(new Map([['a', new Set([1, 2])]]))).toEqual({ a: [1, 2] })
    expect(captured(new Map([[1, 'one']]))).toEqual([[1, 'one']])
  })

  test('survives getters, proxies and toJSON that throw', () => {
    const hostile = {
      get broken(): string {
        throw new RangeError('secret words')
      },
      fine: 1,
    }
    const proxy = new Proxy(
      {},
      {
        ownKeys: () => {
          throw new Error('no')
        },
      },
    )
    const { proxy: revoked, revoke } = Proxy.revocable({}, {})
    revoke()
    expect(captured(hostile)).toEqual({ broken: '[unreadable: RangeError]', fine: 1 })
    expect(captured([proxy, revoked, 2])).toEqual(['[unreadable: Error]', '[unreadable: TypeError]', 2])
    const thrower = {
      a: 1,
      toJSON: () => {
        throw new Error('no')
      },
    }
    expect(captured(thrower)).toEqual({ a: 1, toJSON: '[function toJSON]' })
  })

  test('honours toJSON once, even if it gives another thing with toJSON', () => {
    const endless = (): object => ({ n: 1, toJSON: endless })
    expect(captured({ when: { toJSON: () => 'then' } })).toEqual({ when: 'then' })
    expect(captured(endless())).toEqual({ n: 1, toJSON: '[function endless]' })
  })

  test('hides what is a secret by its name, at any depth', () => {
    const headers = { Authorization: 'Bearer x', 'x-goog-api-key': 'k', accept: 'a' }
    expect(captured({ config: { httpOptions: { headers } }, apiKey: 'k', api_key: '', tokens: 5 })).toEqual({
      config: {
        httpOptions: { headers: { Authorization: '[redacted]', 'x-goog-api-key': '[redacted]', accept: 'a' } },
      },
      apiKey: '[redacted]',
      api_key: '',
      tokens: 5,
    })
  })

  test('a response of Google’s SDK is written without its HTTP side', () => {
    const response = Object.assign(new GenerateContentResponse(), {
      sdkHttpResponse: { headers: { date: 'today' } },
      candidates: [{ content: { parts: [{ text: 'cold' }] } }],
    })
    expect(captured({ response })).toEqual({ response: { candidates: [{ content: { parts: [{ text: 'cold' }] } }] } })
  })

  test('what is cut leaves a mark and does not break a character', () => {
    expect(captured('abc😀def', { maxTextCharacters: 4 })).toBe('abc…[5 more characters]')
    expect(captured([1, 2, 3], { maxItems: 2 })).toEqual([1, 2, '[1 more]'])
    expect(captured({ a: 1, b: 2, c: 3 }, { maxItems: 2 })).toEqual({ a: 1, b: 2, '…': '[1 more]' })
    expect(captured([[[1]]], { maxDepth: 2 })).toEqual([['[too deep]']])
    expect(captured(['x'.repeat(60), 'y', 'z'], { maxCharacters: 50 })).toEqual([
      `${'x'.repeat(49)}…[11 more characters]`,
      '[2 more]',
    ])
  })

  test('holds for a list of a hundred thousand and a chain of a hundred thousand', () => {
    let chain: object = {}
    for (let depth = 0; depth < 100_000; depth++) chain = { chain }
    expect(toJsonText(chain)).toContain('[too deep]')
    expect(captured(Array.from({ length: 100_000 }, () => 1))).toHaveLength(10_001)
  })
})
