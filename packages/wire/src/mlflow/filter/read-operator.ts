import type { Comparison } from '@loupe-ai/model'
import type { Token } from './tokenize.ts'

export type Operator =
  | { readonly kind: 'compare'; readonly operator: Comparison }
  | { readonly kind: 'like'; readonly ignoreCase: boolean }
  | { readonly kind: 'matches' }
  | { readonly kind: 'says' }
  | { readonly kind: 'in'; readonly negated: boolean }
  | { readonly kind: 'exists'; readonly negated: boolean }
  /** An operator of SQL that no field takes. */
  | { readonly kind: 'unknown' }

interface ReadOperator {
  readonly operator: Operator
  /** How messages call it. */
  readonly name: string
  readonly tokenCount: number
}

const COMPARISONS: readonly string[] = ['=', '!=', '<', '<=', '>', '>='] satisfies Comparison[]

const WORDS: readonly (readonly [words: readonly string[], operator: Operator])[] = [
  [['LIKE'], { kind: 'like', ignoreCase: false }],
  [['ILIKE'], { kind: 'like', ignoreCase: true }],
  [['IN'], { kind: 'in', negated: false }],
  [['NOT', 'IN'], { kind: 'in', negated: true }],
  [['IS', 'NULL'], { kind: 'exists', negated: true }],
  [['IS', 'NOT', 'NULL'], { kind: 'exists', negated: false }],
  [['RLIKE'], { kind: 'matches' }],
  [['HAS'], { kind: 'says' }],
]

/** The operator that begins at `tokens[at]`, words in any case; undefined if none does. */
export function readOperator(tokens: readonly Token[], at: number): ReadOperator | undefined {
  const token = tokens[at]
  if (token?.kind === 'comparison') {
    const name = token.raw
    const operator: Operator = isComparison(name) ? { kind: 'compare', operator: name } : { kind: 'unknown' }
    return { operator, name, tokenCount: 1 }
  }
  for (const [words, operator] of WORDS) {
    if (words.every((word, offset) => isWord(tokens[at + offset], word))) {
      return { operator, name: words.join(' '), tokenCount: words.length }
    }
  }
  return undefined
}

/** Keywords are words in any case. */
export const isWord = (token: Token | undefined, word: string): boolean =>
  token?.kind === 'word' && token.raw.toUpperCase() === word

const isComparison = (text: string): text is Comparison => COMPARISONS.includes(text)
