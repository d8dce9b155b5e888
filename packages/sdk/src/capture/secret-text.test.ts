import { expect, test } from 'vitest'

import { withoutSecrets } from './secret-text.ts'

test.each([
  ['API key not valid: AIzaSyA1234567890abcdefghij-_.', 'API key not valid: AIza….'],
  ['cannot reach https://ann:p%40ss@example.com/v1?x=1', 'cannot reach https://…@example.com/v1?x=1'],
  ['GET http://h/v1/models?alt=sse&key=abc&x=1 failed', 'GET http://h/v1/models?alt=sse&key=…&x=1 failed'],
  ['url "https://h/?access_token=abc.def"', 'url "https://h/?access_token=…"'],
  ['sent Authorization: Bearer ya29.a0AfB_by-C', 'sent Authorization: Bearer …'],
])('%j', (text, shown) => {
  expect(withoutSecrets(text)).toBe(shown)
})

test.each([
  'mail ann@example.com about http://h/a@b, key=5',
  'at file:///node_modules/@google/genai/dist/index.mjs:10:5',
  'the bearer of news; monkey?key',
])('%j stays as it is', (text) => {
  expect(withoutSecrets(text)).toBe(text)
})

test('a long text takes no long time', () => {
  const startMillis = performance.now()
  for (const part of ['://', ':/', '?key', 'Bearer ', 'AIza', 'a']) withoutSecrets(part.repeat(100_000))
  expect(performance.now() - startMillis).toBeLessThan(1000)
})
