import { hash } from 'node:crypto'
import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { partKey } from './part-key.ts'
import { StoredKeys } from './stored-keys.ts'

const keyOf = (number: number) => partKey(hash('sha256', String(number)).slice(0, 32), '0'.repeat(32), 20_000)

test('what was stored is known from its earliest time on, as long as there is room', () => {
  const sayings = fc.array(fc.tuple(fc.nat(40), fc.nat(9)), { maxLength: 200 })
  fc.assert(
    fc.property(sayings, (said) => {
      const stored = new StoredKeys(1000)
      const earliest = new Map<number, number>()
      for (const [number, time] of said) {
        expect(stored.has(keyOf(number), time)).toBe((earliest.get(number) ?? Infinity) <= time)
        stored.add(keyOf(number), time)
        earliest.set(number, Math.min(earliest.get(number) ?? Infinity, time))
      }
    }),
  )
})

test('many thousand keys are told apart, and what is asked for is not forgotten', () => {
  const stored = new StoredKeys(10_000)
  stored.add(keyOf(-1), 5)
  for (let round = 0; round < 50; round++) {
    for (let number = round * 1000; number < (round + 1) * 1000; number++) {
      expect(stored.has(keyOf(number), 7)).toBe(false)
      stored.add(keyOf(number), 7)
    }
    expect(stored.has(keyOf(-1), 5)).toBe(true)
  }
  for (let number = 46_000; number < 50_000; number++) expect(stored.has(keyOf(number), 7)).toBe(true)
  expect(stored.has(keyOf(0), 7)).toBe(false)
})

test('a part is another one in another conversation, on another day', () => {
  const [part, other] = [hash('sha256', 'a').slice(0, 32), hash('sha256', 'b').slice(0, 32)]
  const keys = [partKey(part, other, 1), partKey(part, part, 1), partKey(part, other, 2), partKey(other, part, 1)]
  expect(new Set(keys).size).toBe(4)
})
