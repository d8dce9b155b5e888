import { numeral } from './expression.ts'
import type { Expression } from './expression.ts'

/** A text as its operands and what stands between them: `gaps[i]` is before `operands[i]`, the last gap is the rest. */
export interface Operands {
  operands: Expression[]
  gaps: string[]
}

const UNITS =
  'zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen'.split(
    ' ',
  )
const TENS = 'twenty thirty forty fifty sixty seventy eighty ninety'.split(' ')
const SCALES: Readonly<Record<string, number>> = { dozen: 12, hundred: 100, thousand: 1000, million: 1_000_000 }

const WORD = [...UNITS, ...TENS, ...Object.keys(SCALES)].join('|')
const DIGITS = String.raw`(?<![\p{L}\d.])\d{1,3}(?:,\d{3})+(?:\.\d+)?(?!\d)|(?<![\p{L}\d.])\d+(?:\.\d+)?`
const NUMBER = new RegExp(String.raw`${DIGITS}|\b(?:${WORD})(?:(?:-|\s+(?:and\s+)?)(?:${WORD}))*\b`, 'giu')

/** A minus that belongs to the number after it: where a number begins, not between two. */
const SIGN =
  /(?:[+\-−*×÷/(=]|\b(?:is|of|plus|minus|times|by|and|to|from|add|subtract|multiply|divide|calculate|compute))\s*[-−]$/i

/** Finds the numbers of a text, in digits or in words. Years after “in” and a lone “one” are not operands. */
export function findNumbers(text: string): Operands {
  const operands: Expression[] = []
  const gaps: string[] = []
  let end = 0
  for (const match of text.matchAll(NUMBER)) {
    const written = match[0].toLowerCase()
    const before = text.slice(end, match.index)
    const isNegative = SIGN.test(before) || (end === 0 && /^\s*[-−]$/.test(before))
    const isYear = /\b(?:in|since|year)\s$/i.test(before) && /^(?:19|20)\d\d$/.test(written)
    const value = /\d/.test(written) ? Number(written.replaceAll(',', '')) : wordsToNumber(written)
    if (isYear || written === 'one' || value === undefined) continue
    operands.push(numeral(isNegative ? -value : value))
    gaps.push(isNegative ? before.slice(0, -1) : before)
    end = match.index + match[0].length
  }
  return { operands, gaps: [...gaps, text.slice(end)] }
}

/** `three hundred and twelve` → 312, `two dozen` → 24; nothing for words that make no number. */
function wordsToNumber(written: string): number | undefined {
  let total = 0
  let group = 0
  for (const word of written.split(/[\s-]+/)) {
    if (word === 'and') continue
    const scale = SCALES[word]
    if (scale === undefined) group += UNITS.includes(word) ? UNITS.indexOf(word) : (TENS.indexOf(word) + 2) * 10
    else if (scale < 1000) group = Math.max(group, 1) * scale
    else {
      total += Math.max(group, 1) * scale
      group = 0
    }
  }
  // A scale alone is a figure of speech: “a million thanks”.
  return /^(?:million|thousand|hundred)$/.test(written) ? undefined : total + group
}
