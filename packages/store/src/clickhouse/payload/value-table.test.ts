import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { KIND, ValueHasher } from './value-hasher.ts'
import { ValueTable } from './value-table.ts'

test('a table of values holds what a set of them would', () => {
  const hasher = new ValueHasher('secret')
  const kinds = fc.constantFrom(KIND.said, KIND.key, KIND.frame)
  const values = fc.array(
    fc.tuple(fc.oneof(fc.string({ maxLength: 3 }), fc.string({ minLength: 500, maxLength: 600 })), kinds),
    {
      maxLength: 300,
    },
  )
  fc.assert(
    fc.property(values, (given) => {
      const table = new ValueTable()
      const set = new Set<string>()
      for (const [value, kind] of given) {
        hasher.take(value, kind)
        const isNew = !set.has(`${kind}${value}`)
        expect(table.has(hasher.high, hasher.low)).toBe(!isNew)
        expect(table.add(hasher.high, hasher.low)).toBe(isNew)
        set.add(`${kind}${value}`)
      }
      expect(table.size).toBe(set.size)
    }),
  )
})

test('texts that are much alike have hashes of their own, which fill all bits', () => {
  const hasher = new ValueHasher('secret')
  const seen = new Set<string>()
  const ones = Array.from({ length: 64 }, () => 0)
  for (let number = 0; number < 300_000; number++) {
    hasher.take(`${number}`, KIND.said)
    seen.add(`${hasher.high}/${hasher.low}`)
    for (let bit = 0; bit < 32; bit++) {
      if ((hasher.high >>> bit) & 1) ones[bit]!++
      if ((hasher.low >>> bit) & 1) ones[bit + 32]!++
    }
  }
  expect(seen.size).toBe(300_000)
  for (const count of ones) expect(Math.abs(count / 300_000 - 0.5)).toBeLessThan(0.01)
})

test('another store has other hashes', () => {
  const [one, other] = [new ValueHasher('a'), new ValueHasher('b')]
  one.take('value', KIND.said)
  other.take('value', KIND.said)
  expect([one.high, one.low]).not.toEqual([other.high, other.low])
})
