/** How deeply a document may be nested. JSON.parse with a reviver overflows the stack of Node's main thread at 2300. */
const MAX_JSON_DEPTH = 1000

const QUOTE = 0x22
const BACKSLASH = 0x5c
const OPEN_BRACKET = 0x5b
const CLOSE_BRACKET = 0x5d
const OPEN_BRACE = 0x7b
const CLOSE_BRACE = 0x7d
const COMMA = 0x2c

/** Throws a SyntaxError when `text` has more than `maxDepth` arrays and objects inside one another. */
export function checkJsonDepth(text: string, maxDepth: number = MAX_JSON_DEPTH): void {
  // Each level takes an opening and a closing character.
  if (text.length <= 2 * maxDepth) return
  let depth = 0
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at)
    if (code === QUOTE) at = endOfString(text, at)
    else if (code === OPEN_BRACKET || code === OPEN_BRACE) depth++
    else if (code === CLOSE_BRACKET || code === CLOSE_BRACE) depth--
    if (depth > maxDepth) throw new SyntaxError(`JSON is nested more than ${maxDepth} levels deep`)
  }
}

/** Throws a SyntaxError when `text` has more than `maxValues` elements of lists and fields of objects, roughly. */
export function checkJsonValues(text: string, maxValues: number): void {
  let values = 0
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at)
    if (code === QUOTE) at = endOfString(text, at)
    else if (code === COMMA && ++values >= maxValues) throw new SyntaxError(`JSON has more than ${maxValues} values`)
  }
}

/** Where the string that begins at `start` has its closing quote, or the end of the text. */
function endOfString(text: string, start: number): number {
  let end = text.indexOf('"', start + 1)
  while (end >= 0 && isEscaped(text, end)) end = text.indexOf('"', end + 1)
  return end < 0 ? text.length : end
}

function isEscaped(text: string, at: number): boolean {
  let backslashes = 0
  while (text.charCodeAt(at - 1 - backslashes) === BACKSLASH) backslashes++
  return backslashes % 2 === 1
}
