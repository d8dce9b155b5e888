export interface Token {
  /** `text` is quoted; `comparison` is made of `<>=!`; `other` is anything that has no place in a filter, and brackets. */
  readonly kind: 'word' | 'text' | 'number' | 'comparison' | 'other'
  /** As written, quotes included. */
  readonly raw: string
  readonly position: number
}

const SPACE = /\s+/y
const NAME = /[\p{L}_][\p{L}\p{M}\p{N}_$@#]*/uy
const NAME_AFTER_DOT = /[\p{L}\p{M}\p{N}_$@#]*/uy
const NUMBER = /(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?/y
const COMPARISON = /[<>=!]+/y
const COMMENT = /--.*|\/\*[^]*/y

/** Cuts a filter into tokens. Never throws: what is not understood becomes a token of kind `other`. */
export function tokenize(text: string): Token[] {
  const tokens: Token[] = []
  let position = endOf(SPACE, text, 0) ?? 0
  while (position < text.length) {
    const [kind, end] = tokenAt(text, position, tokens.at(-1))
    tokens.push({ kind, raw: text.slice(position, end), position })
    position = endOf(SPACE, text, end) ?? end
  }
  return tokens
}

function tokenAt(text: string, start: number, before: Token | undefined): readonly [Token['kind'], number] {
  const first = text[start]
  if (first === "'" || first === '"') {
    const end = endOfText(text, start)
    return end === undefined ? ['other', text.length] : ['text', end]
  }
  const word = endOfWord(text, start)
  if (word !== undefined) return ['word', word]
  const comment = endOf(COMMENT, text, start)
  if (comment !== undefined) return ['other', comment]
  // After a name or a number, a minus is no sign.
  const isSigned = first === '-' && before?.kind !== 'word' && before?.kind !== 'number'
  const number = endOf(NUMBER, text, isSigned ? start + 1 : start)
  if (number !== undefined) return ['number', number]
  const comparison = endOf(COMPARISON, text, start)
  if (comparison !== undefined) return ['comparison', comparison]
  return ['other', start + String.fromCodePoint(text.codePointAt(start)!).length]
}

/** A name with its parts after dots, of which each may be quoted: tag.mlflow.traceName, tag.`a b`, tag."a b". */
function endOfWord(text: string, start: number): number | undefined {
  let end = text[start] === '`' ? endOfQuoted(text, start) : endOf(NAME, text, start)
  while (end !== undefined && text[end] === '.') {
    const part = end + 1
    end = endOfQuoted(text, part) ?? endOf(NAME_AFTER_DOT, text, part) ?? part
  }
  return end
}

function endOfQuoted(text: string, start: number): number | undefined {
  const quote = text[start]
  if (quote !== '`' && quote !== '"' && quote !== "'") return undefined
  const end = text.indexOf(quote, start + 1)
  return end < 0 ? undefined : end + 1
}

/**
 * After the closing quote of a text, or undefined without one. A doubled quote and one after a backslash are part of the
 * text, both characters of them, as sqlparse has it (mlflow-wire.md §7.3): the latter only if another quote follows.
 */
function endOfText(text: string, start: number): number | undefined {
  const quote = text[start]!
  for (let end = text.indexOf(quote, start + 1); end >= 0; end = text.indexOf(quote, end + 1)) {
    if (text[end + 1] === quote) end++
    else if (text[end - 1] !== '\\' || end - 1 === start || !text.includes(quote, end + 1)) return end + 1
  }
  return undefined
}

function endOf(pattern: RegExp, text: string, start: number): number | undefined {
  pattern.lastIndex = start
  return pattern.test(text) ? pattern.lastIndex : undefined
}
