import { expect, test } from 'vitest'
import { Turns } from './turns.ts'

test('one after another in the order of asking, each in a turn of the loop of its own', async () => {
  const turns = new Turns()
  const said: { readonly name: string; readonly loop: number }[] = []
  let loop = 0
  let counting = setImmediate(function count() {
    loop++
    counting = setImmediate(count)
  })
  const work = async (name: string): Promise<void> => {
    await turns.next()
    said.push({ name, loop })
  }

  await Promise.all(['a', 'b', 'c'].map(work))
  await work('d')
  clearImmediate(counting)

  expect(said.map(({ name }) => name)).toEqual(['a', 'b', 'c', 'd'])
  expect(new Set(said.map((one) => one.loop)).size).toBe(4)
})
