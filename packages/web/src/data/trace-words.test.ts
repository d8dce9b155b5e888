import { expect, test } from 'vitest'
import { rowText } from './trace-words.ts'

test.each([
  ['The opposite of hot is **cold**.', 'The opposite of hot is cold.'],
  ['**Answer:** two\nlines', 'Answer: two lines'],
  ['2**3**4 and ** loose **', '2**3**4 and ** loose **'],
  [undefined, ''],
])('%s becomes %s', (preview, text) => {
  expect(rowText(preview)).toBe(text)
})
