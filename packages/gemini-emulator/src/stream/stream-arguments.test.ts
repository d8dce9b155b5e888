import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { streamArguments } from './stream-arguments.ts'

const word = fc.stringMatching(/^[a-z]{1,8}$/)

test('pieces of arguments, put together, are the arguments', () => {
  const value = fc.oneof(fc.string({ maxLength: 300 }), fc.integer(), fc.boolean(), fc.constant(null))
  fc.assert(
    fc.property(fc.dictionary(word, value, { maxKeys: 5 }), (args) => {
      const chunk = {
        candidate: 0,
        parts: [{ functionCall: { name: 'f', args } }],
        finishReason: 'STOP',
        candidatesTokens: 9,
        thoughtsTokens: 0,
      }

      const chunks = streamArguments([chunk], 'seed')

      const together: Record<string, unknown> = {}
      for (const { functionCall } of chunks.flatMap(({ parts }) => parts)) {
        const [piece] = functionCall && 'partialArgs' in functionCall ? (functionCall.partialArgs ?? []) : []
        if (!piece) continue
        const name = piece.jsonPath.slice('$.'.length)
        const text = piece.stringValue
        const other = piece.nullValue ? null : (piece.numberValue ?? piece.boolValue)
        together[name] = text === undefined ? other : `${String(together[name] ?? '')}${text}`
      }
      expect(together).toEqual({ ...args })
      expect(chunks.map(({ finishReason }) => finishReason).filter((reason) => reason !== undefined)).toEqual(['STOP'])
      expect(chunks.at(-1)!.parts).toEqual([{ functionCall: {} }])
    }),
  )
})
