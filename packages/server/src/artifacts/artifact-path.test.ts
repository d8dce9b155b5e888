import { relative, resolve } from 'node:path'
import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { ApiError } from '../http/api-error.ts'
import { artifactPathFrom, filePathFrom } from './artifact-path.ts'
import { placeOf } from './artifact-place.ts'

test.each([
  ['a/b.txt', ['a', 'b.txt']],
  ['a//./b.txt', ['a', 'b.txt']],
  ['a%20b/%C3%BC', ['a b', 'ü']],
  ['a%252Eb', ['a.b']],
  ['100%25', ['100%']],
  ['100%', ['100%']],
  ['..a/b..', ['..a', 'b..']],
  ['', []],
])('%s is a path', (text, names) => {
  expect(artifactPathFrom(text)).toEqual(names)
})

test.each([
  '..',
  'a/../b',
  '%2e%2e/b',
  'a/%2E%2E',
  '%252e%252e/b',
  'a%2f..%2fb',
  '..%5cb',
  'a\\b',
  'a%00b',
  'a%0ab',
  '/etc/passwd',
  '%2fetc/passwd',
  'C:/x',
  'file:///etc/passwd',
  'a%23b',
  '%C0%AE%C0%AE/b',
  `%${'25'.repeat(11)}2e%2e`,
])('%s is refused', (text) => {
  expect(() => artifactPathFrom(text)).toThrow(ApiError)
})

test('a path of any length is none', () => {
  expect(artifactPathFrom('x'.repeat(2000))).toHaveLength(1)
  expect(() => artifactPathFrom('x'.repeat(2001))).toThrow(ApiError)
})

test('a file’s path ends with its name', () => {
  expect(filePathFrom('a/b')).toEqual(['a', 'b'])
  for (const text of ['', 'a/', '/']) expect(() => filePathFrom(text)).toThrow(ApiError)
})

const PIECES = [
  '..',
  '.',
  '/',
  '\\',
  '%',
  '%2e',
  '%2E',
  '%252e',
  '%2f',
  '%5c',
  '%255c',
  '%00',
  '\0',
  'a',
  'C:',
  '~',
  '．．',
  '∕',
  '\ud800',
]
const anyText = fc.oneof(
  fc.array(fc.constantFrom(...PIECES)).map((pieces) => pieces.join('')),
  fc.string({ unit: 'binary' }),
)

test('no text leaves the folder, in whatever code its dots and separators are', () => {
  fc.assert(
    fc.property(anyText, (text) => {
      const names = namesOf(text)
      const inside = relative('/data', resolve('/data', ...names))
      expect(inside.split('/')).not.toContain('..')
      for (const name of names) expect(name).not.toMatch(/[\\/\0]|^\.\.?$/)
    }),
    { numRuns: 2000 },
  )
})

const ID = 'tr-e6d439c102a442ada7264aa3629d5bda'

test.each([[`7/traces/${ID}/artifacts/x`], [`Volumes/a/b/c/traces/${ID}/artifacts/x`], [`traces/${ID}/artifacts/x`]])(
  'what belongs to a trace is at one place: %s',
  (text) => {
    expect(placeOf(artifactPathFrom(text))).toEqual({ kind: 'file', path: ['traces', ID, 'artifacts', 'x'] })
  },
)

test('the file of its spans is none, and tells the experiment that the path names', () => {
  expect(placeOf(['7', 'traces', ID, 'artifacts', 'traces.json'])).toEqual({
    kind: 'spans',
    traceId: ID,
    experimentText: '7',
  })
})

test('what a run keeps is at a place of its own, even if it looks like a trace’s further in', () => {
  const path = ['7', 'run', 'artifacts', 'traces', ID, 'artifacts', 'x']

  expect(placeOf(path)).toEqual({ kind: 'file', path: ['files', ...path] })
})

/** None where the path was refused. */
function namesOf(text: string): readonly string[] {
  try {
    return artifactPathFrom(text)
  } catch (error) {
    if (error instanceof ApiError) return []
    throw error
  }
}
