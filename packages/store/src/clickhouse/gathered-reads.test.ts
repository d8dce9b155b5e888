import { expect, test } from 'vitest'
import { GatheredReads } from './gathered-reads.ts'

interface Read {
  readonly ids: readonly string[]
  readonly answer: (found: string[]) => void
  readonly fail: (error: Error) => void
}

function reads(): { readonly begun: Read[]; readonly gathered: GatheredReads<string, string> } {
  const begun: Read[] = []
  const read = (ids: readonly string[]): Promise<string[]> =>
    new Promise((answer, fail) => void begun.push({ ids, answer, fail }))
  return { begun, gathered: new GatheredReads(read, (found) => found) }
}

test('who asks while others are read shares the next read, and each gets theirs in their order', async () => {
  const { begun, gathered } = reads()
  const first = [gathered.of(['a']), gathered.of(['b'])]
  const later = [gathered.of(['c', 'd']), gathered.of(['d', 'unknown', 'a'])]

  begun[0]!.answer(['a'])
  await first[0]
  begun[2]!.answer(['a', 'd', 'c'])
  begun[1]!.answer(['b'])

  expect(await Promise.all([...first, ...later])).toEqual([['a'], ['b'], ['c', 'd'], ['d', 'a']])
  expect(begun.map(({ ids }) => ids)).toEqual([['a'], ['b'], ['c', 'd', 'unknown', 'a']])
})

test('a read that fails fails for those who shared it, and the next goes on', async () => {
  const { begun, gathered } = reads()
  const failing = gathered.of(['a'])
  begun[0]!.fail(new Error('no'))
  await expect(failing).rejects.toThrow('no')

  const next = gathered.of(['b'])
  begun[1]!.answer(['b'])

  expect(await next).toEqual(['b'])
})

test('too many ids are read in several turns', async () => {
  const { begun, gathered } = reads()
  const many = (from: number, count: number): string[] => Array.from({ length: count }, (_, index) => `${from + index}`)
  const asked = [['x'], ['y'], many(0, 300), many(300, 300), many(600, 700)].map((ids) => gathered.of(ids))
  const answer = async (index: number): Promise<void> => {
    await expect.poll(() => begun.length).toBeGreaterThan(index)
    begun[index]!.answer([...begun[index]!.ids])
  }
  for (const index of [0, 1, 2, 3, 4]) await answer(index)

  expect((await Promise.all(asked)).map((found) => found.length)).toEqual([1, 1, 300, 300, 700])
  expect(begun.map(({ ids }) => ids.length)).toEqual([1, 1, 300, 300, 700])
})
