import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { parseTraceFilter } from './parse-trace-filter.ts'
import { anyFilter, anySpanCondition } from './testing/any-filter.ts'
import { printFilter } from './testing/print-filter.ts'

test('any filter that is written is read as it was meant', () => {
  fc.assert(
    fc.property(anyFilter, (filter) => {
      expect(parseTraceFilter(printFilter(filter))).toEqual({ ok: true, filter })
    }),
    { numRuns: 1000 },
  )
})

test('conditions on spans side by side are read as of one span, whatever joins them', () => {
  const conditions = fc.array(anySpanCondition, { minLength: 2, maxLength: 5 })
  fc.assert(
    fc.property(conditions, fc.constantFrom(' AND ', ' and ', '\n', ' AnD\t'), (parts, glue) => {
      const filter = { kind: 'span', where: { kind: 'and', parts } }
      expect(parseTraceFilter(parts.map(printFilter).join(glue))).toEqual({ ok: true, filter })
    }),
    { numRuns: 300 },
  )
})

const MARKS = [...'\'"`. (),;=<-\\&|!']
const WORDS = ['AND', 'OR', 'NOT', 'IS', 'NULL', 'IN', 'LIKE', 'like', 'HAS', 'text', 'span(', 'span', 'tag.', 'prompt']
const PIECES = [...MARKS, ...WORDS, 'span.attributes.', '--', '/*', 'timestamp > 1']

test('any text is read or refused with a place in it, never thrown at', () => {
  const piece = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 10 }),
    anyFilter.map(printFilter),
    fc.constantFrom(...PIECES),
    fc.constantFrom(...PIECES).map((text) => ` ${text} `),
  )

  fc.assert(
    fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
      const text = pieces.join('')
      const result = parseTraceFilter(text)
      expect(result.ok || (result.failure.position >= 0 && result.failure.position <= text.length)).toBe(true)
    }),
    { numRuns: 3000 },
  )
})

test.each([
  ["'".repeat(99_999)],
  ["\\'".repeat(49_999)],
  ["tag.a IN ('x') ".repeat(6000)],
  ['('.repeat(99_999)],
  ['NOT '.repeat(24_999)],
  ['span('.repeat(19_999)],
  ['a'.repeat(99_999)],
  ['tag.a='.repeat(16_000)],
  ["tag.a = 'x' OR ".repeat(6000)],
  [`tag.a IN (${"'x',".repeat(24_000)})`],
  ['x'.repeat(200_000)],
])('a hostile text of great length is answered at once', (text) => {
  const start = performance.now()
  parseTraceFilter(text)

  expect(performance.now() - start).toBeLessThan(5000)
})
