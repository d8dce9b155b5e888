import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { parameterText } from '../clickhouse/set-parameters.ts'
import { splitParameters } from './split-parameters.ts'

test('what is short stays as it is', () => {
  const statement = 'SELECT {a:String}, {ids:Array(String)}, {n:UInt8}'
  const parameters = { a: 'x', ids: ['1', '2'], n: 1 }

  expect(splitParameters(statement, parameters)).toEqual({ statement, parameters })
})

test('a long value is joined wherever it is used', () => {
  const { statement, parameters } = splitParameters(
    'SELECT {ids:Array(String)} WHERE x IN {ids:Array(String)} AND {idsOther:String}',
    { ids: ['aaaa', 'bbbb', 'cccc'], idsOther: 'x' },
    30,
  )

  const joined = 'arrayConcat({ids:Array(String)}, {ids_1:Array(String)})'
  expect(statement).toBe(`SELECT ${joined} WHERE x IN ${joined} AND {idsOther:String}`)
  expect(parameters).toEqual({ ids: ['aaaa', 'bbbb'], ids_1: ['cccc'], idsOther: 'x' })
})

test('pieces join to the value, split no character, and fit unless one item alone does not', () => {
  const text = fc.string({ unit: 'grapheme', minLength: 0, maxLength: 60 })
  fc.assert(
    fc.property(text, fc.array(fc.string({ maxLength: 12 })), fc.integer({ min: 60, max: 120 }), (value, list, max) => {
      const { parameters } = splitParameters('{value:String} {list:Array(String)}', { value, list }, max)
      const piecesOf = (name: string): unknown[] =>
        Object.entries(parameters).flatMap(([key, piece]) => (key.replace(/_\d+$/, '') === name ? [piece] : []))

      expect(piecesOf('value').join('')).toBe(value)
      expect(piecesOf('list').flat()).toEqual(list)
      for (const piece of Object.values(parameters)) {
        expect(Buffer.from(parameterText(piece)).toString()).toBe(parameterText(piece))
        expect(Buffer.byteLength(parameterText(piece))).toBeLessThanOrEqual(max + '[]'.length)
      }
    }),
  )
})
