import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'

const TOKENS = readFileSync(new URL('tokens.css', import.meta.url), 'utf8')
const COLOURS = new Map(
  [...TOKENS.matchAll(/--([\w-]+): light-dark\((#[0-9a-f]{6}), (#[0-9a-f]{6})\);/g)].map((found) => [
    found[1]!,
    { light: found[2]!, dark: found[3]! },
  ]),
)

type Theme = 'light' | 'dark'

function luminance(hex: string): number {
  const [red, green, blue] = [1, 3, 5].map((at) => {
    const channel = Number.parseInt(hex.slice(at, at + 2), 16) / 255
    return channel <= 0.03928 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4
  })
  return 0.2126 * red! + 0.7152 * green! + 0.0722 * blue!
}

/** WCAG 2.2, contrast ratio. */
function contrast(text: string, ground: string, theme: Theme): number {
  const [high, low] = [luminance(COLOURS.get(text)![theme]), luminance(COLOURS.get(ground)![theme])].sort(
    (a, b) => b - a,
  )
  return (high! + 0.05) / (low! + 0.05)
}

const GROUNDS = ['bg', 'surface', 'raised', 'sunken', 'hover', 'accent-soft']
const TEXT = [
  ...['ink', 'ink-2', 'ink-3'].flatMap((ink) => GROUNDS.map((ground) => [ink, ground])),
  ...['accent', 'error', 'ok', 'warn'].flatMap((ink) =>
    ['bg', 'surface', 'raised', 'hover'].map((ground) => [ink, ground]),
  ),
  ...['ok', 'error', 'warn'].map((tone) => [tone, `${tone}-soft`]),
  ['run', 'accent-soft'],
  ['on-accent', 'accent'],
  ['ink', 'mark'],
  ['tool', 'surface'],
  ['llm', 'surface'],
  ...['agent', 'llm', 'tool', 'chain', 'retriever', 'embedding', 'guardrail'].map((type) => [type, `${type}-soft`]),
] as [string, string][]

for (const theme of ['light', 'dark'] as const) {
  test.each(TEXT)(`${theme}: %s on %s is legible`, (text, ground) => {
    expect(contrast(text, ground, theme)).toBeGreaterThanOrEqual(4.5)
  })

  test.each(['bg', 'surface', 'raised'])(`${theme}: the border of a field can be seen on %s`, (ground) => {
    expect(contrast('line-control', ground, theme)).toBeGreaterThanOrEqual(3)
  })
}
