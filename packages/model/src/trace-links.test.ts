import { expect, test } from 'vitest'
import { linkedPromptsOf, linkedRunsOf } from './trace-links.ts'

const TAG = JSON.stringify([
  { name: 'greet', version: '2' },
  { name: 'bye', version: 1 },
])

test('a run that is linked twice is one run', () => {
  const edits = ['b', 'a', 'b'].map((runId) => ({ kind: 'link-run', runId }) as const)

  expect(linkedRunsOf(edits)).toEqual(['a', 'b'])
})

test('prompts are those that edits link and those that the tag tells of, each once', () => {
  const edits = [
    { kind: 'link-prompt', name: 'greet', version: '2' },
    { kind: 'link-prompt', name: 'greet', version: '1' },
  ] as const

  expect(linkedPromptsOf(TAG, edits)).toEqual(['bye/1', 'greet/1', 'greet/2'])
  expect(linkedPromptsOf(undefined, edits)).toEqual(['greet/1', 'greet/2'])
})

test.each(['', 'no JSON', '{"name":"greet"}', '[null, 5, "greet/1", {"name":1,"version":"1"}, {"name":"greet"}]'])(
  'a tag that lists no prompts links none: %s',
  (tag) => {
    expect(linkedPromptsOf(tag, [])).toEqual([])
  },
)
