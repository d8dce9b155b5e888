import { expect, test } from 'vitest'
import { idOf } from './testing/span-of.ts'
import { INITIAL_VIEWER_STATE, reveal, select, toggle } from './viewer-state.ts'

test('folding and unfolding leaves the state as it was', () => {
  const folded = toggle(INITIAL_VIEWER_STATE, idOf(1))

  expect(folded.collapsed).toEqual([idOf(1)])
  expect(toggle(folded, idOf(1))).toEqual(INITIAL_VIEWER_STATE)
})

test('going to a hidden span opens what hides it and nothing else', () => {
  const folded = toggle(toggle(INITIAL_VIEWER_STATE, idOf(1)), idOf(2))

  expect(select(reveal(folded, [idOf(2)]), idOf(3))).toMatchObject({ selected: idOf(3), collapsed: [idOf(1)] })
})
