import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Client } from './client.ts'
import { GroupQueue, type QueuedGroup } from './group-queue.ts'

const MAX_BYTES = 1_000
const MAX_COMMIT_BYTES = 200
const ROUNDS = 60

const clientAt = (address: number, connection: number): Client => ({
  address: `192.0.2.${address}`,
  connection: `192.0.2.${address}:${connection}`,
})

/** Connections that each try to add so many groups of that size in every round, whatever they are told. */
const anyFlood = fc.array(
  fc.record({
    client: fc.tuple(fc.nat(3), fc.nat(9)).map(([address, connection]) => clientAt(address, connection)),
    bytes: fc.integer({ min: 25, max: 150 }),
    groups: fc.integer({ min: 1, max: 40 }),
  }),
  { minLength: 1, maxLength: 12 },
)

/** Clients that send one small group at a time: from an address of its own, and from one that floods too. */
const anyTrickle = fc.record({ bytes: fc.integer({ min: 1, max: 10 }), address: fc.constantFrom(0, 9) })

interface Sent {
  readonly client: Client
  readonly number: number
  readonly sentRound: number
  answer?: 'stored' | 'busy'
}

test('whoever sends little is taken and served within a bounded number of rounds, whatever others send', () => {
  fc.assert(
    fc.property(anyFlood, fc.array(anyTrickle, { minLength: 1, maxLength: 5 }), (flood, trickles) => {
      const queue = new GroupQueue(MAX_BYTES)
      const answers: Sent[] = []
      const committed = new Map<string, number[]>()
      let number = 0
      /** Undefined when it was refused. */
      const send = (client: Client, bytes: number, sentRound: number): Sent | undefined => {
        const putOut = queue.makeRoom(client, bytes)
        if (putOut === undefined) return undefined
        for (const group of putOut) group.answer({ status: 'busy', retryAfterSeconds: 1 })
        const sent: Sent = { client, number: number++, sentRound }
        answers.push(sent)
        queue.add(groupOf(client, bytes, sent))
        expect(queue.bytes + queue.bytesInCommit).toBeLessThanOrEqual(MAX_BYTES)
        return sent
      }
      const commit = (whileItRuns: () => void): void => {
        const taken = queue.take(1_000, MAX_COMMIT_BYTES)
        whileItRuns()
        for (const group of taken) {
          const numbers = committed.get(group.client.connection) ?? []
          committed.set(group.client.connection, [...numbers, (group as Numbered).number])
          queue.settle(group, { status: 'stored' })
        }
      }

      const small = trickles.map(({ bytes, address }, index) => ({
        bytes,
        client: clientAt(address, 100 + index),
        waiting: undefined as Sent | undefined,
        refusals: 0,
      }))
      const all = [...flood, ...small].map(({ client }) => client)
      // In the worst case a commit takes one group, and addresses take turns, and within each its connections.
      const maxRounds = countOf(all.map(({ address }) => address)) * countOf(all.map(({ connection }) => connection))
      for (let round = 0; round < ROUNDS; round++) {
        commit(() => {
          for (const { client, bytes, groups } of flood) {
            for (let group = 0; group < groups; group++) send(client, bytes, round)
          }
          for (const one of small) {
            const waitedRounds = one.waiting === undefined ? 0 : round - one.waiting.sentRound
            expect(waitedRounds).toBeLessThanOrEqual(maxRounds)
            if (one.waiting !== undefined && one.waiting.answer === undefined) continue
            expect(one.waiting?.answer).not.toBe('busy')
            one.waiting = send(one.client, one.bytes, round)
            one.refusals = one.waiting === undefined ? one.refusals + 1 : 0
            // Whose address is already the heaviest may have to wait for what is being committed of it.
            expect(one.refusals).toBeLessThanOrEqual(one.client.address === clientAt(9, 0).address ? 0 : 1)
          }
        })
      }
      while (!queue.isEmpty) commit(() => {})

      expect(answers.filter(({ answer }) => answer === undefined)).toEqual([])
      expect([queue.bytes, queue.bytesInCommit, queue.spans]).toEqual([0, 0, 0])
      for (const numbers of committed.values()) expect(numbers).toEqual(numbers.toSorted((a, b) => a - b))
      const stored = answers.filter(({ answer }) => answer === 'stored').length
      expect([...committed.values()].flat()).toHaveLength(stored)
    }),
  )
})

test('one client alone uses all of the queue, and gives the newest of it to one that comes with little', () => {
  const queue = new GroupQueue(MAX_BYTES)
  const [large, little] = [clientAt(1, 1), clientAt(2, 1)]
  for (let group = 0; group < 10; group++) {
    expect(queue.makeRoom(large, 100)).toEqual([])
    queue.add(groupOf(large, 100, { client: large, number: group, sentRound: 0 }))
  }

  expect(queue.makeRoom(large, 1)).toBeUndefined()
  const putOut = queue.makeRoom(little, 1)

  expect(putOut).toMatchObject([{ client: large, number: 9 }])
  expect(queue.bytes).toBe(900)
})

test('those that send much the same do not put each other out', () => {
  const queue = new GroupQueue(MAX_BYTES)
  for (let connection = 0; connection < 9; connection++) {
    const client = clientAt(1, connection)
    queue.add(groupOf(client, 110, { client, number: connection, sentRound: 0 }))
  }

  expect(queue.makeRoom(clientAt(1, 10), 60)).toBeUndefined()
  expect(queue.makeRoom(clientAt(1, 10), 50)).toHaveLength(1)
})

test('nobody is put out for what has no room anyway, nor for a client that would then hold more', () => {
  const queue = new GroupQueue(MAX_BYTES)
  const [first, second] = [clientAt(1, 1), clientAt(2, 1)]
  queue.add(groupOf(first, 600, { client: first, number: 0, sentRound: 0 }))
  queue.take(10, MAX_BYTES)
  queue.add(groupOf(first, 300, { client: first, number: 1, sentRound: 0 }))

  expect(queue.makeRoom(second, 500)).toBeUndefined()
  expect(queue.makeRoom(second, 950)).toBeUndefined()
  expect(queue.take(10, MAX_BYTES)).toMatchObject([{ number: 1 }])
})

test('connections of one address take turns as addresses do', () => {
  const queue = new GroupQueue(MAX_BYTES)
  const sent: [Client, number][] = [
    [clientAt(1, 1), 0],
    [clientAt(1, 1), 1],
    [clientAt(1, 1), 2],
    [clientAt(1, 2), 3],
    [clientAt(2, 1), 4],
    [clientAt(2, 1), 5],
  ]
  for (const [client, number] of sent) queue.add(groupOf(client, 10, { client, number, sentRound: 0 }))

  expect(queue.take(3, MAX_BYTES).map((group) => (group as Numbered).number)).toEqual([0, 4, 3])
  expect(queue.take(9, MAX_BYTES).map((group) => (group as Numbered).number)).toEqual([5, 1, 2])
})

const countOf = (names: readonly string[]): number => new Set(names).size

interface Numbered extends QueuedGroup {
  readonly number: number
}

const groupOf = (client: Client, bytes: number, sent: Sent): Numbered => ({
  client,
  bytes,
  number: sent.number,
  prepared: { count: 1, bytes },
  arrivedMillis: 0,
  answer({ status }) {
    if (sent.answer !== undefined) throw new Error('answered twice')
    sent.answer = status === 'stored' ? 'stored' : 'busy'
  },
})
