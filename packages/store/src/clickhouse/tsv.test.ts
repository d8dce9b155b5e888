import * as fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { temporaryFolder } from '../testing/temporary-folder.ts'
import { openEmbeddedEngine } from './embedded-engine.ts'
import type { Engine } from './engine.ts'
import { tsvArray, tsvCell, tsvMap, tsvQuoted, tsvTexts } from './tsv.ts'

let folder: Awaited<ReturnType<typeof temporaryFolder>>
let engine: Engine

beforeAll(async () => {
  folder = await temporaryFolder()
  engine = await openEmbeddedEngine(folder.path)
})
afterAll(async () => {
  await engine.close()
  await folder[Symbol.asyncDispose]()
})

const COLUMNS = ['id', 'text', 'texts', 'map', 'tuples'] as const

test('the engine reads every text that was written, alone, in arrays, in maps and in tuples', async () => {
  await engine.run(`CREATE TABLE written (id UInt32, text String, texts Array(LowCardinality(String)),
    map Map(LowCardinality(String), String), tuples Array(Tuple(String, Nullable(Float64)))) ENGINE = MergeTree ORDER BY id`)
  const special = fc.constantFrom(
    '\\',
    "'",
    '"',
    '\t',
    '\n',
    '\r',
    '\0',
    '\\N',
    'NULL',
    ',',
    '[',
    ']',
    '{',
    '}',
    ':',
    ' ',
  )
  const text = fc.array(fc.oneof(special, fc.string({ unit: 'binary', maxLength: 3 })), { maxLength: 6 })
  const texts = text.map((pieces) => pieces.join('').toWellFormed())
  const row = fc.record({ text: texts, texts: fc.array(texts), map: fc.dictionary(texts, texts) })
  const rows = fc.sample(row, 500).map((said, id) => ({ id, ...said }))

  const lines = rows.map(({ id, text: one, texts: many, map }) =>
    [
      id,
      tsvCell(one),
      tsvTexts(many),
      tsvMap(map),
      tsvArray(many.map((said, index) => `(${tsvQuoted(said)},${index === 0 ? 'NULL' : index / 2})`)),
    ].join('\t'),
  )
  await engine.insert({
    table: 'written',
    columns: COLUMNS,
    format: 'TSV',
    bytes: Buffer.from(`${lines.join('\n')}\n`),
  })

  // Keys as an array: JSON.parse of Node 24 takes the key "\n" for a backslash beside certain others.
  const read = await engine.rows<{
    id: number
    text: string
    texts: string[]
    map: [string, string][]
    tuples: unknown[]
  }>(`SELECT id, text, texts, arrayZip(mapKeys(map), mapValues(map)) AS map, tuples FROM written ORDER BY id`)
  expect(read.length).toBe(rows.length)
  for (const [index, { id, text: one, texts: many, map, tuples }] of read.entries()) {
    const said = rows[index]!
    expect({ id, text: one, texts: many }).toEqual({ id: said.id, text: said.text, texts: said.texts })
    expect(new Map(map.map((entry) => Object.values(entry) as [string, string]))).toEqual(
      new Map(Object.entries(said.map)),
    )
    expect(tuples.map((tuple) => Object.values(tuple as object))).toEqual(
      said.texts.map((each, place) => [each, place === 0 ? null : place / 2]),
    )
  }
})
