import { jsonText, spanId, traceId, unixNanos } from '@loupe-ai/model'
import { expect, test } from 'vitest'
import type { TraceSayings } from '../trace-store.ts'
import { WaitingSayings } from './waiting-sayings.ts'

const saying = (id: string): TraceSayings => ({ traceId: traceId(id), edits: [] })
const idsOf = (group: readonly TraceSayings[]): string => group.map((one) => one.traceId).join(' ')

test('what waits is stored together, but of each trace one thing at a time and in order', async () => {
  const waiting = new WaitingSayings()
  const groups: string[] = []
  const said = ['a', 'b', 'a', 'c', 'a'].map((id) => waiting.add(saying(id)))
  for (let turn = 0; turn < 4; turn++) await waiting.next(async (group) => void groups.push(idsOf(group)))
  await Promise.all(said)

  expect(groups).toEqual(['a b c', 'a', 'a'])
})

test('what says much waits for a turn of its own', async () => {
  const waiting = new WaitingSayings()
  const much = (id: string): TraceSayings => {
    const event = { name: 'e', timeNanos: unixNanos(0n), attributes: {} }
    const content = { isPart: false, inputs: jsonText(JSON.stringify('x'.repeat(9_000_000))) }
    return { traceId: traceId(id), edits: [{ kind: 'add-span-event', spanId: spanId('1'.repeat(16)), event, content }] }
  }
  const groups: string[] = []
  const said = [much('a'), saying('b'), much('c'), saying('d')].map((one) => waiting.add(one))
  for (let turn = 0; turn < 4; turn++) await waiting.next(async (group) => void groups.push(idsOf(group)))
  await Promise.all(said)

  expect(groups).toEqual(['a b d', 'c'])
})

test('one that cannot be stored does not sink the others', async () => {
  const waiting = new WaitingSayings()
  const said = ['a', 'bad', 'c'].map((id) => waiting.add(saying(id)))
  await waiting.next(async (group) => {
    if (idsOf(group).includes('bad')) throw new Error('the engine refused')
  })

  expect((await Promise.allSettled(said)).map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled'])
})
