import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { randomValue } from '../otlp/random-request.ts'
import { parseAttributeJson } from './parse-attribute-json.ts'
import { parseJson } from './parse-json.ts'
import { stringifyAttributeJson } from './stringify-attribute-json.ts'
import { stringifyJson } from './stringify-json.ts'

test('integers that a number cannot hold become bigints, all others numbers', () => {
  const text =
    '{"time":1795374123123456789,"safe":9007199254740991,"next":-9007199254740993,"double":1795374123123456789.5,"exponent":1e20}'

  expect(parseJson(text)).toEqual({
    time: 1_795_374_123_123_456_789n,
    safe: 9_007_199_254_740_991,
    next: -9_007_199_254_740_993n,
    double: 1_795_374_123_123_456_800,
    exponent: 1e20,
  })
  expect(parseJson('9007199254740993')).toBe(9_007_199_254_740_993n)
  expect(parseJson('[9007199254740993]')).toEqual([9_007_199_254_740_993n])
  expect(parseJson('["9007199254740993",1]')).toEqual(['9007199254740993', 1])
})

test('a bigint is written as its digits, bytes as base64, and what is undefined is left out', () => {
  const value = {
    time: 2n ** 63n,
    bytes: Uint8Array.of(1, 2),
    gone: undefined,
    list: [undefined, Number.NaN, -0],
    text: 'ü"\n',
  }

  expect(stringifyJson(value)).toBe(
    '{"time":9223372036854775808,"bytes":"AQI=","list":[null,"NaN",-0],"text":"ü\\"\\n"}',
  )
})

test('plain JSON is read and written as JSON.parse and JSON.stringify do it', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      const text = stringifyJson(value)
      expect(JSON.parse(text)).toEqual(value)
      expect(stringifyJson(parseJson(text))).toBe(text)
    }),
  )
})

test('the key __proto__ is a key like any other', () => {
  const text = '{"__proto__":{"admin":true},"big":9007199254740993}'
  const parsed = parseJson(text) as Record<string, unknown>

  expect(Object.getPrototypeOf(parsed)).toBe(Object.prototype)
  expect(parsed['admin']).toBeUndefined()
  expect(stringifyJson(parsed)).toBe(text)
  expect(stringifyAttributeJson(parseAttributeJson(text))).toBe(text)
})

test('nesting without end is a SyntaxError, not the end of the process', () => {
  const deep = `${'['.repeat(100_000)}${']'.repeat(100_000)}`
  const objects = `${'{"a":'.repeat(100_000)}9007199254740993${'}'.repeat(100_000)}`

  for (const text of [deep, objects]) {
    expect(() => parseJson(text)).toThrow(SyntaxError)
    expect(() => parseAttributeJson(text)).toThrow(SyntaxError)
  }
})

test('what the depth allows is really read and written, and brackets in texts do not count', () => {
  const deep = `${'['.repeat(1000)}9007199254740993${']'.repeat(1000)}`
  const brackets = JSON.stringify(`"${'['.repeat(10_000)}\\`)

  expect(stringifyJson(parseJson(deep))).toBe(deep)
  expect(parseAttributeJson(brackets)).toBe(JSON.parse(brackets))
})

test('whole numbers and doubles of an attribute stay apart', () => {
  const text =
    '{"whole":5,"double":5.0,"negative":-0.0,"big":123456789012345678901,"exponent":1e+300,"list":[1,1.5,"1"]}'

  expect(parseAttributeJson(text)).toEqual({
    whole: 5n,
    double: 5,
    negative: -0,
    big: 123_456_789_012_345_678_901n,
    exponent: 1e300,
    list: [1n, 1.5, '1'],
  })
  expect(stringifyAttributeJson(parseAttributeJson(text))).toBe(text)
})

test('an integer of a million digits is read as a double, at once', () => {
  expect(parseAttributeJson('9'.repeat(1_000_000))).toBe(Infinity)
  expect(parseJson('9'.repeat(1_000_000))).toBe(Infinity)
})

test('any attribute value comes back from its JSON, bytes and infinities as texts', () => {
  fc.assert(
    fc.property(randomValue, (value) => {
      const text = stringifyAttributeJson(value)
      expect(stringifyAttributeJson(parseAttributeJson(text))).toBe(text)
    }),
  )
  expect(stringifyAttributeJson([Number.NaN, -Infinity, Uint8Array.of(255)])).toBe('["NaN","-Infinity","/w=="]')
})

test('a value that contains itself is refused with a RangeError', () => {
  const cycle: Record<string, never> = {}
  Object.assign(cycle, { self: cycle })

  expect(() => stringifyAttributeJson(cycle)).toThrow(RangeError)
  expect(() => stringifyJson(cycle)).toThrow(RangeError)
})
