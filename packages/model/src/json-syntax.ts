const TAB = 9
const LINE_FEED = 10
const CARRIAGE_RETURN = 13
const SPACE = 32
const QUOTE = 34
const PLUS = 43
const COMMA = 44
const MINUS = 45
const POINT = 46
const ZERO = 48
const NINE = 57
const COLON = 58
const OPEN_ARRAY = 91
const BACKSLASH = 92
const CLOSE_ARRAY = 93
const OPEN_OBJECT = 123
const CLOSE_OBJECT = 125

/** After a backslash: the characters that need no more, and `u`. */
const isEscape = (code: number): boolean =>
  code === 34 ||
  code === 92 ||
  code === 47 ||
  code === 98 ||
  code === 102 ||
  code === 110 ||
  code === 114 ||
  code === 116

/**
 * Whether `text` is one JSON document (RFC 8259): exactly when JSON.parse takes it, in a fraction of the time, since nothing
 * is made of it.
 */
export function isJsonSyntax(text: string): boolean {
  /** Of each open container whether it is an object. */
  const open: boolean[] = []
  let at = 0
  for (;;) {
    at = afterSpace(text, at)
    const code = text.charCodeAt(at)
    if (code === OPEN_OBJECT) {
      at = afterSpace(text, at + 1)
      if (text.charCodeAt(at) !== CLOSE_OBJECT) {
        open.push(true)
        at = afterKey(text, at)
        if (at < 0) return false
        continue
      }
      at++
    } else if (code === OPEN_ARRAY) {
      at = afterSpace(text, at + 1)
      if (text.charCodeAt(at) !== CLOSE_ARRAY) {
        open.push(false)
        continue
      }
      at++
    } else {
      at = afterScalar(text, at, code)
      if (at < 0) return false
    }
    for (;;) {
      at = afterSpace(text, at)
      if (open.length === 0) return at === text.length
      const isObject = open[open.length - 1]!
      const next = text.charCodeAt(at)
      at++
      if (next === COMMA) {
        if (!isObject) break
        at = afterKey(text, afterSpace(text, at))
        if (at < 0) return false
        break
      }
      if (next !== (isObject ? CLOSE_OBJECT : CLOSE_ARRAY)) return false
      open.pop()
    }
  }
}

/** Every function below gives where what it reads ends; below 0 if it is not there. */
function afterKey(text: string, start: number): number {
  if (text.charCodeAt(start) !== QUOTE) return -1
  const end = afterString(text, start)
  if (end < 0) return -1
  const colon = afterSpace(text, end)
  return text.charCodeAt(colon) === COLON ? colon + 1 : -1
}

function afterSpace(text: string, start: number): number {
  let at = start
  for (;;) {
    const code = text.charCodeAt(at)
    if (code !== SPACE && code !== LINE_FEED && code !== CARRIAGE_RETURN && code !== TAB) return at
    at++
  }
}

function afterScalar(text: string, at: number, code: number): number {
  if (code === QUOTE) return afterString(text, at)
  if (code === MINUS || isDigit(code)) return afterNumber(text, at)
  for (const word of ['true', 'false', 'null']) if (text.startsWith(word, at)) return at + word.length
  return -1
}

function afterString(text: string, start: number): number {
  const length = text.length
  for (let at = start + 1; at < length; at++) {
    const code = text.charCodeAt(at)
    if (code === QUOTE) return at + 1
    if (code < SPACE) return -1
    if (code !== BACKSLASH) continue
    at++
    const escape = text.charCodeAt(at)
    if (isEscape(escape)) continue
    if (escape !== 117 || !/^[\da-fA-F]{4}$/.test(text.slice(at + 1, at + 5))) return -1
    at += 4
  }
  return -1
}

function afterNumber(text: string, start: number): number {
  let at = text.charCodeAt(start) === MINUS ? start + 1 : start
  if (text.charCodeAt(at) === ZERO) at++
  else at = afterDigits(text, at)
  if (at < 0) return -1
  if (text.charCodeAt(at) === POINT) at = afterDigits(text, at + 1)
  if (at < 0) return -1
  const exponent = text.charCodeAt(at)
  if (exponent !== 69 && exponent !== 101) return at
  const sign = text.charCodeAt(at + 1)
  return afterDigits(text, sign === PLUS || sign === MINUS ? at + 2 : at + 1)
}

/** At least one. */
function afterDigits(text: string, start: number): number {
  let at = start
  while (isDigit(text.charCodeAt(at))) at++
  return at === start ? -1 : at
}

const isDigit = (code: number): boolean => code >= ZERO && code <= NINE
