import { describe, expect, test } from 'vitest'
import { filterOf, looksLikeFilter, sessionFilter } from './filter-words.ts'

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
  ])('takes %s as a filter', (text) => {
    expect(looksLikeFilter(text)).toBe(true)
    expect(filterOf({ filter: text })).toBe(text)
  })

  test.each(['mittens', 'what is love', 'how many in total?', '429 RESOURCE_EXHAUSTED', '請總結', 'I like cats', 'a'])(
    'takes %s as words',
    (text) => {
      expect(filterOf({ filter: text })).toBe(`trace.text ILIKE '%${text}%'`)
    },
  )

  test('picks the quotes that the words allow', () => {
    expect(filterOf({ filter: "it's" })).toBe('trace.text ILIKE "%it\'s%"')
    expect(filterOf({ filter: 'say "hi" now' })).toBe('trace.text ILIKE \'%say "hi" now%\'')
    expect(filterOf({ filter: `it's "both"` })).toBe(`trace.text ILIKE "%it's _both_%"`)
  })

  test('takes what stands in double quotes as words, even if it looks like a filter', () => {
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

  test('puts the state behind what was typed, so that positions in messages stay right', () => {
    expect(filterOf({ filter: "name = 'x'", state: 'error' })).toBe("name = 'x' AND status = 'ERROR'")
    expect(filterOf({ state: 'running' })).toBe("status = 'IN_PROGRESS'")
    expect(filterOf({})).toBeUndefined()
  })
})
