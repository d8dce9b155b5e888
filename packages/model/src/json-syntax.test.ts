import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { isJsonSyntax } from './json-syntax.ts'

function parses(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}

const document = fc.tuple(fc.jsonValue(), fc.constantFrom(undefined, 1, '\t')).map(([value, indent]) => {
  return JSON.stringify(value, undefined, indent)
})

test('every document is one', () => {
  fc.assert(
    fc.property(document, (text) => {
      expect(isJsonSyntax(text)).toBe(true)
    }),
    { numRuns: 2000 },
  )
})

test('a document with anything changed in it is one exactly when it can be parsed', () => {
  const piece = fc.oneof(
    fc.constantFrom(
      '"',
      '\\',
      '{',
      '}',
      '[',
      ']',
      ',',
      ':',
      '-',
      '0',
      '1',
      '.',
      'e',
      'E+',
      ' ',
      '\n',
      '\u0000',
      '\u00a0',
    ),
    fc.constantFrom('true', 'nul', '\\u00e4', '\\u00g4', '\\x', '\ud800', '\ufeff', '01', '""'),
    fc.string({ maxLength: 3 }),
  )
  fc.assert(
    fc.property(document, fc.nat(), fc.nat(4), piece, (text, place, removed, put) => {
      const at = place % (text.length + 1)
      const changed = text.slice(0, at) + put + text.slice(at + removed)
      expect([changed, isJsonSyntax(changed)]).toEqual([changed, parses(changed)])
    }),
    { numRuns: 20_000 },
  )
})

test('what is made of the pieces of JSON is a document exactly when it can be parsed', () => {
  const pieces = fc.array(
    fc.constantFrom(
      '{',
      '}',
      '[',
      ']',
      ',',
      ':',
      '"a"',
      '1',
      '-',
      '0',
      '.5',
      'e3',
      'null',
      'true',
      ' ',
      '\r\n',
      '"\\',
      '"',
    ),
    { maxLength: 9 },
  )
  fc.assert(
    fc.property(pieces, (list) => {
      const text = list.join('')
      expect([text, isJsonSyntax(text)]).toEqual([text, parses(text)])
    }),
    { numRuns: 20_000 },
  )
})

test('depth is no limit', () => {
  expect(isJsonSyntax('['.repeat(200_000) + ']'.repeat(200_000))).toBe(true)
  expect(isJsonSyntax('['.repeat(200_000))).toBe(false)
})
