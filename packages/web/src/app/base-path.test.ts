import { expect, test } from 'vitest'
import { basePathOf, ourUrl } from './base-path.ts'

test('the base is found at the root and behind a proxy', () => {
  expect(basePathOf('http://localhost:5000/')).toBe('')
  expect(basePathOf('https://example.org/tools/loupe/')).toBe('/tools/loupe')
  expect(ourUrl('http://localhost:5000/')).toBe('http://localhost:5000')
  expect(ourUrl('https://example.org/tools/loupe/')).toBe('https://example.org/tools/loupe')
})
