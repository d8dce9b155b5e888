import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { fromBase64, toBase64 } from './base64.ts'
import { fromHex, toHex } from './hex.ts'

test('base64 and hex are what Node makes of the same bytes, and come back', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 100 }), (bytes) => {
      expect(toBase64(bytes)).toBe(Buffer.from(bytes).toString('base64'))
      expect(toHex(bytes)).toBe(Buffer.from(bytes).toString('hex'))
      expect(fromBase64(toBase64(bytes))).toEqual(bytes)
      expect(fromBase64(Buffer.from(bytes).toString('base64url'))).toEqual(bytes)
      expect(fromHex(toHex(bytes).toUpperCase())).toEqual(bytes)
    }),
  )
})

test('bytes beyond one chunk keep their order', () => {
  const bytes = Uint8Array.from({ length: 100_001 }, (_, at) => at % 251)

  expect(toBase64(bytes)).toBe(Buffer.from(bytes).toString('base64'))
})

test('other texts are neither', () => {
  for (const text of ['a', 'ab=c', '====', 'tr-ü', 'a b=', 'abc==', 'AA=']) expect(fromBase64(text)).toBeUndefined()
  for (const text of ['a', 'xy', '0g', 'ü0', ' 1']) expect(fromHex(text)).toBeUndefined()
})
