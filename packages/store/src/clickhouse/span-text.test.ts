import type { JsonText } from '@loupe-ai/model'
import { expect, test } from 'vitest'
import { spanText } from './span-text.ts'

const textOf = (inputs: string): string => spanText({ inputs: inputs as JsonText, attributes: {} })

test('attribute values are found, their names and bytes are not', () => {
  const attributes = { key: 'value', list: [1n, 2.5, true], map: { inner: 'deep' }, none: null, raw: new Uint8Array(3) }

  expect(spanText({ attributes })).toBe('value\n1\n2.5\ntrue\ndeep')
})

test('what inputs say without escapes is not said twice', () => {
  expect(textOf('{"plain":"日本"}')).toBe('')
})

test('only the texts that were written with escapes are decoded', () => {
  expect(textOf(String.raw`["plain", "line\nbreak", {"quoted \" key": 1}]`)).toBe('line\nbreak\nquoted " key')
})

test('every text is, where a sender escapes what needs none', () => {
  expect(textOf(String.raw`["plain", "\u0061"]`)).toBe('plain\na')
})

test('nesting deeper than the stack does no harm', () => {
  const depth = 100_000

  expect(textOf(`${'['.repeat(depth)}"a\\nb"${']'.repeat(depth)}`)).toBe('a\nb')
})

test('text that is no JSON is left as it is', () => {
  expect(textOf(String.raw`{"half\n`)).toBe('')
})
