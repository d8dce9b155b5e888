import type { Family } from './models.ts'

// Words, and marks in a row. Fitted to recorded counts of short English prompts; it is not Google's tokenizer.
const WORD_OR_MARK =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]|[\p{L}\p{M}\p{N}_]+|[^\s\p{L}\p{M}\p{N}_]+/gu

// Longer words than these are seldom one token.
const LONG_WORD = 12
const LONG_WORD_PIECE = 8
const MARKS_PIECE = 4

/** What one image costs, whatever its size (measured on an 8×8 PNG). */
export const IMAGE_TOKENS = 258

/** What one function declaration costs. */
export const DECLARATION_TOKENS = 30

/** An estimate of the tokens of `text`. Linear in its length. */
export function countTextTokens(text: string): number {
  let count = 0
  for (const [match] of text.matchAll(WORD_OR_MARK)) {
    const piece = /^[\p{L}\p{M}\p{N}_]/u.test(match) ? LONG_WORD_PIECE : MARKS_PIECE
    count += match.length > (piece === MARKS_PIECE ? MARKS_PIECE : LONG_WORD) ? Math.ceil(match.length / piece) : 1
  }
  return count
}

/** `text` in the pieces that `countTextTokens` counts, each with the space before it. */
export function splitTokens(text: string): string[] {
  const pieces: string[] = []
  let end = 0
  for (const match of text.matchAll(WORD_OR_MARK)) {
    const count = countTextTokens(match[0])
    const size = Math.ceil(match[0].length / count)
    for (let index = 0; index < count; index++) {
      const from = index === 0 ? end : match.index + index * size
      pieces.push(text.slice(from, Math.min(match.index + (index + 1) * size, match.index + match[0].length)))
    }
    end = match.index + match[0].length
  }
  return pieces
}

/** Models from 2.5 on count one token more for a prompt, on the endpoint with API keys. */
export function promptOverhead(family: Family, backend: 'gemini' | 'vertex'): number {
  return backend === 'gemini' && (family === '2.5' || family === '3') ? 1 : 0
}

/** The longest beginning of `text` that has at most `limit` tokens, cut after a whole word. */
export function firstTokens(text: string, limit: number): string {
  let count = 0
  for (const match of text.matchAll(WORD_OR_MARK)) {
    const tokens = countTextTokens(match[0])
    if (count + tokens > limit) return text.slice(0, match.index).trimEnd()
    count += tokens
  }
  return text
}
