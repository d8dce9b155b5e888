import type { Expression } from './expression.ts'
import { findNumbers } from './find-numbers.ts'
import { joinFormulas } from './read-formula.ts'
import { readStory } from './read-story.ts'

/** What a text asks to be calculated: one thing told as a story, or one or more formulas. */
export type Arithmetic = { kind: 'story'; expression: Expression } | { kind: 'formulas'; expressions: Expression[] }

const DIGITS = String.raw`(\d+(?:[.,]\d+)*)`

const SPELLED_OUT: readonly (readonly [RegExp, string])[] = [
  [/\bdouble (?=the (?:sum|product|difference|quotient) (?:of|between)\b)/g, '2 times '],
  [/\btriple (?=the (?:sum|product|difference|quotient) (?:of|between)\b)/g, '3 times '],
  [/\bdouble (it|that|this|the (?:result|answer|total|sum|product))/g, 'multiply $1 by 2'],
  [/\btriple (it|that|this|the (?:result|answer|total|sum|product))/g, 'multiply $1 by 3'],
  [/\bhalve (it|that|this|the (?:result|answer|total|sum|product))/g, 'divide $1 by 2'],
  [/\btwice\b/g, '2 times'],
  [new RegExp(String.raw`\bdouble ${DIGITS}`, 'g'), '2 times $1'],
  [new RegExp(String.raw`\btriple ${DIGITS}`, 'g'), '3 times $1'],
  [new RegExp(String.raw`\bhalf of (?:the |these |those |my )?${DIGITS}`, 'g'), '$1 divided by 2'],
  [new RegExp(String.raw`${DIGITS} ?(?:%|percent) of ${DIGITS}`, 'g'), '($1 times $2) divided by 100'],
]

/** Longer texts are not problems but documents, and reading them this way costs more than it gives. */
const LONGEST = 1500

/** Reads the calculation out of a prompt; nothing if the prompt is not about one. */
export function readArithmetic(prompt: string): Arithmetic | undefined {
  if (prompt.length > LONGEST) return undefined
  const spelled = SPELLED_OUT.reduce((text, [pattern, words]) => text.replace(pattern, words), prompt.toLowerCase())
  const numbers = findNumbers(spelled)
  if (numbers.operands.length < 2) return undefined
  const joined = joinFormulas(numbers, spelled)
  const formulas = joined.operands.filter((operand) => operand.kind === 'operation')
  const areAllFormulas = formulas.length === joined.operands.length
  if (areAllFormulas && (formulas.length === 1 || joined.gaps.slice(1, -1).every((gap) => IS_ASIDE.test(gap)))) {
    return { kind: 'formulas', expressions: formulas }
  }
  const story = readStory(joined)
  if (story) return { kind: 'story', expression: story }
  return formulas.length > 0 ? { kind: 'formulas', expressions: formulas } : undefined
}

/** Between two formulas that have nothing to do with each other. */
const IS_ASIDE = /^[\s,.;?=!]*(?:and|also|then|what is|what's|what are|calculate|compute|[\s,.;?=!])*$/
