import { assert, jsonValue, property } from 'fast-check'
import { describe, expect, test } from 'vitest'
import { ancestorsOf, findInJson, jsonRows, openAtFirst, pathOf } from './json-rows.ts'
import { readJson, writeJson, type JsonValue } from './json-value.ts'

const DOCUMENT: JsonValue = { contents: [{ role: 'user', parts: [{ text: 'Hello Größe' }] }], 'a/b~c': 1 }

test('64-bit integers survive reading and writing', () => {
  const text = '{"id":9223372036854775807,"low":-9223372036854775808,"small":5,"real":1.5}'

  const value = readJson(text)

  expect(value).toEqual({ id: 9223372036854775807n, low: -9223372036854775808n, small: 5, real: 1.5 })
  expect(writeJson(value, false)).toBe(text)
})

test('whatever is read is written as the same JSON', () => {
  assert(
    property(jsonValue(), (value) => {
      expect(writeJson(readJson(JSON.stringify(value)), false)).toBe(JSON.stringify(value))
    }),
  )
})

test('closed branches are left out', () => {
  const all = jsonRows(DOCUMENT, () => true).map((row) => row.id)
  const closed = jsonRows(DOCUMENT, (id) => id !== '/contents').map((row) => row.id)

  expect(all).toEqual([
    '/contents',
    '/contents/0',
    '/contents/0/role',
    '/contents/0/parts',
    '/contents/0/parts/0',
    '/contents/0/parts/0/text',
    '/a~1b~0c',
  ])
  expect(closed).toEqual(['/contents', '/a~1b~0c'])
})

test('a scalar document is one row', () => {
  expect(jsonRows('hi', () => true)).toEqual([{ id: '', depth: 0, value: 'hi', open: false, size: undefined }])
})

test('paths read as a program would write them', () => {
  expect(pathOf(DOCUMENT, '/contents/0/parts/0/text')).toBe('contents[0].parts[0].text')
  expect(pathOf(DOCUMENT, '/a~1b~0c')).toBe('["a/b~c"]')
  expect(ancestorsOf('/contents/0/role')).toEqual(['/contents', '/contents/0'])
})

test('search finds keys and values in any case', () => {
  expect(findInJson(DOCUMENT, 'größe')).toEqual(['/contents/0/parts/0/text'])
  expect(findInJson(DOCUMENT, 'PARTS')).toEqual(['/contents/0/parts'])
  expect(findInJson(DOCUMENT, '')).toEqual([])
})

describe('to begin with', () => {
  test('a small document is open down to its leaves', () => {
    expect(jsonRows(DOCUMENT, (id) => openAtFirst(DOCUMENT).has(id))).toHaveLength(7)
  })

  test('long lists are closed, and the rows stay few', () => {
    const vectors = { vectors: Array.from({ length: 3000 }, (_, index) => index), name: 'x' }

    expect(jsonRows(vectors, (id) => openAtFirst(vectors).has(id)).map((row) => row.id)).toEqual(['/vectors', '/name'])
  })

  test('a chain of ten thousand does not overflow the stack', () => {
    let deep: JsonValue = 'end'
    for (let level = 0; level < 10_000; level++) deep = [deep]

    expect(jsonRows(deep, () => true).length).toBe(10_000)
    expect(openAtFirst(deep).size).toBeGreaterThan(10)
    expect(findInJson(deep, 'end')).toHaveLength(1)
  })
})
