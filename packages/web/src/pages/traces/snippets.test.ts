import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { snippetsFor } from './snippets.ts'

const codeOf = (experimentName?: string): string =>
  snippetsFor({ trackingUri: 'http://localhost:5000', experimentId: '7', experimentName })
    .map((snippet) => snippet.code)
    .join('\n')

test('every way of sending names this very server', () => {
  for (const { code } of snippetsFor({ trackingUri: 'https://loupe.example/sub', experimentId: '0' })) {
    expect(code).toContain('https://loupe.example/sub')
  }
})

test('the default experiment needs no naming', () => {
  expect(codeOf()).not.toContain('xperiment(')
  expect(codeOf('gemini')).toContain("await loupe.setExperiment('gemini')")
})

test('whatever an experiment is called, its name stays one string', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), (name) => {
      const literal = /setExperiment\((.*?)\)\n/s.exec(codeOf(name))![1]!

      expect(/^'(?:[^'\\\n]|\\.)*'$/.test(literal)).toBe(true)
      const asJson = `"${literal
        .slice(1, -1)
        .replaceAll('"', String.raw`\"`)
        .replaceAll(String.raw`\'`, "'")}"`
      expect(JSON.parse(asJson)).toBe(name)
    }),
  )
})
