import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Client } from '../ingest/client.ts'
import { ByteBudget } from './byte-budget.ts'

const BUDGET = 10_000

const clientAt = (address: number, connection: number): Client => ({
  address: `192.0.2.${address}`,
  connection: `192.0.2.${address}:${connection}`,
})

/** Takes until there is no more for it, and gives what it took. */
function takeAll(budget: ByteBudget, client: Client, bytes: number): number {
  let taken = 0
  while (budget.tryTake(client, bytes)) taken += bytes
  return taken
}

test('one client alone takes two thirds', () => {
  const budget = new ByteBudget(BUDGET)

  expect(takeAll(budget, clientAt(1, 1), 1) / BUDGET).toBeCloseTo(2 / 3, 1)
})

test('however many take all they can, there is room for one that comes with little, and all of it comes back', () => {
  const anyClients = fc.uniqueArray(fc.tuple(fc.nat(2), fc.nat(20)), {
    minLength: 1,
    maxLength: 40,
    selector: String,
  })
  fc.assert(
    fc.property(anyClients, fc.integer({ min: 30, max: 300 }), (clients, chunk) => {
      const budget = new ByteBudget(BUDGET)
      const taken = clients.map(([address, connection]) => {
        const client = clientAt(address, connection)
        return { client, bytes: takeAll(budget, client, chunk) }
      })

      expect(budget.left).toBeGreaterThan(0)
      expect(budget.tryTake(clientAt(9, 1), 10)).toBe(true)

      budget.giveBack(clientAt(9, 1), 10)
      for (const { client, bytes } of taken) budget.giveBack(client, bytes)
      expect(budget.left).toBe(BUDGET)
      expect(takeAll(budget, clientAt(1, 1), 1) / BUDGET).toBeCloseTo(2 / 3, 1)
    }),
  )
})

test('behind one address there is room for the connection that comes with little', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 60 }), fc.integer({ min: 30, max: 300 }), (connections, chunk) => {
      const budget = new ByteBudget(BUDGET)
      for (let connection = 0; connection < connections; connection++) takeAll(budget, clientAt(1, connection), chunk)

      expect(budget.tryTake(clientAt(1, 99), 1)).toBe(true)
    }),
  )
})

test('many connections of one address do not take what another address needs for much', () => {
  const budget = new ByteBudget(BUDGET)
  for (let connection = 0; connection < 1_000; connection++) budget.tryTake(clientAt(1, connection), 20)

  expect(takeAll(budget, clientAt(2, 1), 20)).toBeGreaterThan(BUDGET / 10)
})
