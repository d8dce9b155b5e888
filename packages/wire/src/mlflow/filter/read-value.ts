import { FilterError } from './filter-failure.ts'
import type { Token } from './tokenize.ts'

/** What stands right of an operator. */
export type Value =
  | { readonly kind: 'text'; readonly text: string; readonly token: Token }
  | { readonly kind: 'number'; readonly number: number; readonly token: Token }
  | { readonly kind: 'list'; readonly texts: readonly string[]; readonly token: Token; readonly raw: string }
  | { readonly kind: 'unquoted'; readonly token: Token }

interface ReadValue {
  readonly value: Value
  readonly tokenCount: number
}

/** The value that begins at `tokens[at]`, or undefined at the end. Throws FilterError for a list that is none. */
export function readValue(tokens: readonly Token[], at: number): ReadValue | undefined {
  const token = tokens[at]
  if (token === undefined || token.raw === ')') return undefined
  if (token.kind === 'text') return { value: { kind: 'text', text: token.raw.slice(1, -1), token }, tokenCount: 1 }
  if (token.kind === 'number') return { value: { kind: 'number', number: Number(token.raw), token }, tokenCount: 1 }
  if (token.raw === '(') return readList(tokens, at)
  return { value: { kind: 'unquoted', token }, tokenCount: 1 }
}

const LIST_EXPECTED = 'While parsing a list in the query, expected'
const LIST_HINT = "A list is written ('a', 'b')."

/** A comma may stand after the last text. */
function readList(tokens: readonly Token[], at: number): ReadValue {
  const token = tokens[at]!
  let close = at + 1
  while (close < tokens.length && tokens[close]!.raw !== ')') close++
  const inside = tokens.slice(at + 1, close)
  const raw = `(${inside.map((part) => (part.raw === ',' ? ', ' : part.raw)).join('')})`
  if (inside.length === 0) {
    const message = `${LIST_EXPECTED} a non-empty list of string values, but got empty list`
    throw new FilterError(message, token.position, LIST_HINT)
  }
  const odd = inside.find((part, index) => (index % 2 === 0 ? part.kind !== 'text' : part.raw !== ','))
  if (odd !== undefined || close === tokens.length) {
    const message = `${LIST_EXPECTED} string value, punctuation, or whitespace, but got different type in list: ${raw}`
    throw new FilterError(message, (odd ?? token).position, LIST_HINT)
  }
  const texts = inside.filter(({ kind }) => kind === 'text').map((part) => part.raw.slice(1, -1))
  return { value: { kind: 'list', texts, token, raw }, tokenCount: close - at + 1 }
}
