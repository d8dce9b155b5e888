import { expect, test } from 'vitest'

import { createDiagnostics, textOf } from './diagnostics.ts'

function recording(isDebug: boolean) {
  const lines: string[] = []
  let nowMillis = 0
  const diagnostics = createDiagnostics({ write: (line) => lines.push(line), isDebug, nowMillis: () => nowMillis })
  return { diagnostics, lines, pass: (millis: number) => (nowMillis += millis) }
}

test('the same trouble is told once a minute', () => {
  const { diagnostics, lines, pass } = recording(false)
  diagnostics.warn('away', 'first')
  pass(59_999)
  diagnostics.warn('away', 'second')
  diagnostics.warn('full', 'other')
  pass(1)
  diagnostics.warn('away', 'third')
  expect(lines).toEqual(['loupe: first', 'loupe: other', 'loupe: third'])
})

test('what was survived is shown only to who wants to see it', () => {
  const silent = recording(false)
  const open = recording(true)
  for (const { diagnostics } of [silent, open]) diagnostics.swallow('reading', new Error('no'))
  expect(silent.lines).toEqual([])
  expect(open.lines).toEqual(['loupe: reading failed: no'])
})

test('an error is shown with the code or the words of its cause', () => {
  const refused = Object.assign(new Error('connect'), { code: 'ECONNREFUSED' })
  expect(textOf(new TypeError('fetch failed', { cause: refused }))).toBe('fetch failed (ECONNREFUSED)')
  expect(textOf(new Error('a', { cause: new Error('b') }))).toBe('a (b)')
  expect(textOf('plain')).toBe('plain')
})
