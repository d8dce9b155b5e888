import { describe, expect, test } from 'vitest'
import { filterOf, isByWords, looksLikeFilter, sessionFilter } from './filter-words.ts'

describe('the filter box', () => {
  test.each([
    "status = 'OK'",
    "status='OK'",
    'execution_time_ms >= 250.5',
    "trace.status IN ('OK', 'ERROR')",
    "metadata.`mlflow.trace.session` = 's-1' AND name LIKE 'chat%'",
    "span.name ilike '%search%'",
    "trace.text HAS 'quota exceeded'",
    'tag.env IS NOT NULL',
    "tag.a-b = 'c'",
    "bar = 'x'",
    'status = OK',
    "and status = 'OK'",
    "NOT status = 'OK'",
    "(status = 'OK' OR status = 'ERROR')",
    "not(name='x')",
    "NOT ( span (span.name = 'a' AND NOT text HAS 'b'))",
  ])('takes %s as a filter', (text) => {
    expect(looksLikeFilter(text)).toBe(true)
    expect(filterOf({ filter: text })).toBe(text)
  })

  test.each([
    'mittens',
    'what is love',
    'how many in total?',
    '429 RESOURCE_EXHAUSTED',
    '請總結',
    'I like cats',
    'a',
    '(what) is love',
  ])('takes %s as words', (text) => {
    expect(filterOf({ filter: text })).toBe(`trace.text HAS '${text}'`)
  })

  test('picks the quotes that the words allow', () => {
    expect(filterOf({ filter: "it's" })).toBe('trace.text HAS "it\'s"')
    expect(filterOf({ filter: 'say "hi" now' })).toBe('trace.text HAS \'say "hi" now\'')
    expect(filterOf({ filter: `it's "both"` })).toBe(`trace.text HAS "it's  both "`)
    expect(filterOf({ filter: `"it's so"` })).toBe(`trace.text ILIKE "%it's so%"`)
  })

  test('takes what stands in double quotes as it is, even if it looks like a filter, and what has no words', () => {
    expect(filterOf({ filter: '"quota exceeded"' })).toBe("trace.text ILIKE '%quota exceeded%'")
    expect(filterOf({ filter: '→ ?' })).toBe("trace.text ILIKE '%→ ?%'")
    expect(filterOf({ filter: '"x = 5"' })).toBe("trace.text ILIKE '%x = 5%'")
  })

  test.each([
    ['u-1', "metadata.`mlflow.trace.session` = 'u-1'"],
    ["o'neill", 'metadata.`mlflow.trace.session` = "o\'neill"'],
    [`o'"x`, `metadata.\`mlflow.trace.session\` LIKE "o'_x"`],
  ])('finds session %s by a filter', (session, filter) => {
    expect(sessionFilter(session)).toBe(filter)
    expect(looksLikeFilter(filter)).toBe(true)
  })

  test('knows when it asks for whole words', () => {
    const texts = ['quota exceeded', '"quota exceeded"', "status = 'OK'", '→', undefined]

    expect(texts.map(isByWords)).toEqual([true, false, false, false, false])
  })

  test('joins the chosen state to what was typed, an OR in it too', () => {
    expect(filterOf({ filter: "name = 'x'", state: 'error' })).toBe("(name = 'x') AND status = 'ERROR'")
    expect(filterOf({ filter: "name = 'x' OR name = 'y'", state: 'ok' })).toBe(
      "(name = 'x' OR name = 'y') AND status = 'OK'",
    )
    expect(filterOf({ filter: 'mittens', state: 'ok' })).toBe("(trace.text HAS 'mittens') AND status = 'OK'")
    expect(filterOf({ state: 'running' })).toBe("status = 'IN_PROGRESS'")
    expect(filterOf({})).toBeUndefined()
  })

  test('mends nothing that cannot be read', () => {
    expect(filterOf({ filter: "name = 'x') OR (name = 'y'", state: 'ok' })).toBe(
      "name = 'x') OR (name = 'y' AND status = 'OK'",
    )
  })
})
