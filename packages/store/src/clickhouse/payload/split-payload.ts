/** Stands in a frame where a part was cut out. JSON text cannot hold it, so a frame never has one of its own. */
export const MARKER = '\u0001'

/** A piece of a payload that is worth keeping once. Places are in characters. */
interface PartSpan {
  readonly start: number
  readonly end: number
  /** What its key `role` says, if it is a message. */
  readonly role: string | undefined
}

/** A payload cut up. */
export interface SplitPayload {
  readonly parts: readonly PartSpan[]
  /** Calls `take` with every text and number outside of parts, as they are written; keys apart. */
  eachValue(take: (value: string, isKey: boolean) => void): void
}

/** An object or a list that is open. Used again and again: there are many, and new ones would be garbage. */
interface Container {
  isArray: boolean
  start: number
  /** How many parts were found before it began, and how many tokens outside of them. */
  firstPart: number
  firstToken: number
  /** Whether the next string of an object is a key. */
  expectsKey: boolean
  isRole: boolean
  role: string | undefined
  hasContent: boolean
}

const newContainer = (): Container => ({
  isArray: false,
  start: 0,
  firstPart: 0,
  firstToken: 0,
  expectsKey: false,
  isRole: false,
  role: undefined,
  hasContent: false,
})

const MIN_ELEMENT_CHARACTERS = 256
const MIN_STRING_CHARACTERS = 512
const MAX_PARTS = 4096
const MAX_DEPTH = 200
/** A shorter document is one part whatever is in it: a reference costs more than it saves. */
const MIN_DOCUMENT_CHARACTERS = 48

const SPACE = 32
const QUOTE = 34
const COMMA = 44
const COLON = 58
const OPEN_ARRAY = 91
const BACKSLASH = 92
const CLOSE_ARRAY = 93
const OPEN_OBJECT = 123
const CLOSE_OBJECT = 125

const WHOLE: SplitPayload = { parts: [], eachValue: () => {} }

/** Cuts payloads up, one after the other: what it gives holds until the next. */
export class PayloadSplitter {
  readonly #open: Container[] = []
  /** Three numbers a token: where it begins, where it ends, and 1 for a key. */
  #tokens: number[] = []

  /**
   * The parts of a JSON document that are likely to come again in other documents, in order and apart from each other:
   * messages (objects with a `role`, and elements of lists with `content` or `parts`), long elements of lists and long
   * texts. No parts of what is not JSON, or has too many: it is kept whole.
   */
  split(json: string): SplitPayload {
    if (json.length < MIN_DOCUMENT_CHARACTERS || json.includes(MARKER)) return WHOLE
    const parts: PartSpan[] = []
    const tokens = this.#tokens
    let tokenCount = 0
    let depth = 0
    let at = 0
    while (at < json.length) {
      const code = json.charCodeAt(at)
      const inside = depth === 0 ? undefined : this.#open[depth - 1]!
      if (code === QUOTE) {
        const end = endOfString(json, at)
        if (end < 0) return WHOLE
        const isKey = inside?.expectsKey === true
        if (isKey) {
          inside.isRole = isWord(json, at, end, 'role')
          inside.expectsKey = false
          inside.hasContent ||= isWord(json, at, end, 'content') || isWord(json, at, end, 'parts')
        } else if (inside !== undefined) {
          if (inside.isRole) inside.role = json.slice(at + 1, end - 1)
          if (end - at >= MIN_STRING_CHARACTERS) {
            parts.push({ start: at, end, role: undefined })
            at = end
            continue
          }
        }
        tokens[tokenCount] = at
        tokens[tokenCount + 1] = end
        tokens[tokenCount + 2] = isKey ? 1 : 0
        tokenCount += 3
        at = end
        continue
      }
      at++
      if (code === OPEN_OBJECT || code === OPEN_ARRAY) {
        if (depth >= MAX_DEPTH) return WHOLE
        this.#enter(depth++, code === OPEN_ARRAY, at - 1, parts.length, tokenCount)
      } else if (code === CLOSE_OBJECT || code === CLOSE_ARRAY) {
        if (inside === undefined || inside.isArray !== (code === CLOSE_ARRAY)) return WHOLE
        depth--
        const parent = depth === 0 ? undefined : this.#open[depth - 1]
        if (closePart(parts, inside, parent, at)) tokenCount = inside.firstToken
        if (parts.length > MAX_PARTS) return WHOLE
      } else if (code === COMMA) {
        if (inside !== undefined) {
          inside.expectsKey = !inside.isArray
          inside.isRole = false
        }
      } else if (code > SPACE && code !== COLON) {
        const start = at - 1
        while (at < json.length && isBare(json.charCodeAt(at))) at++
        tokens[tokenCount] = start
        tokens[tokenCount + 1] = at
        tokens[tokenCount + 2] = 0
        tokenCount += 3
      }
    }
    if (depth > 0 || parts.length === 0) return WHOLE
    return { parts, eachValue: (take) => this.#eachValue(json, tokenCount, take) }
  }

  #enter(depth: number, isArray: boolean, start: number, firstPart: number, firstToken: number): void {
    const container = (this.#open[depth] ??= newContainer())
    container.isArray = isArray
    container.start = start
    container.firstPart = firstPart
    container.firstToken = firstToken
    container.expectsKey = !isArray
    container.isRole = false
    container.role = undefined
    container.hasContent = false
  }

  #eachValue(json: string, tokenCount: number, take: (value: string, isKey: boolean) => void): void {
    for (let index = 0; index < tokenCount; index += 3) {
      const start = this.#tokens[index]!
      const end = this.#tokens[index + 1]!
      const isString = json.charCodeAt(start) === QUOTE
      take(isString ? textOfString(json.slice(start, end)) : json.slice(start, end), this.#tokens[index + 2] === 1)
    }
  }
}

/** Whether the string from `start` to `end`, quotes and all, is `word`. */
const isWord = (json: string, start: number, end: number, word: string): boolean =>
  end - start === word.length + 2 && json.startsWith(word, start + 1)

/** Of a number or a word that stands without quotes. */
const isBare = (code: number): boolean =>
  code > SPACE && code !== COMMA && code !== CLOSE_OBJECT && code !== CLOSE_ARRAY && code !== COLON && code !== QUOTE

/** What a string says; as it is written, if it is not JSON. */
function textOfString(literal: string): string {
  if (!literal.includes('\\')) return literal.slice(1, -1)
  try {
    return JSON.parse(literal) as string
  } catch {
    return literal.slice(1, -1)
  }
}

/** Decides whether what ends at `end` is one part, of which those inside it are then no parts of their own. */
function closePart(parts: PartSpan[], closed: Container, parent: Container | undefined, end: number): boolean {
  if (parent === undefined) return false
  const isMessage =
    !closed.isArray &&
    (closed.role !== undefined || (parent.isArray && closed.hasContent && !hasMessage(parts, closed.firstPart)))
  const isLongElement =
    parent.isArray && parts.length === closed.firstPart && end - closed.start >= MIN_ELEMENT_CHARACTERS
  if (!isMessage && !isLongElement) return false
  parts.length = closed.firstPart
  parts.push({ start: closed.start, end, role: isMessage ? (closed.role ?? '') : undefined })
  return true
}

function hasMessage(parts: readonly PartSpan[], from: number): boolean {
  for (let index = from; index < parts.length; index++) if (parts[index]!.role !== undefined) return true
  return false
}

/** After the quote that closes the string which opens at `start`; -1 if none does. */
export function endOfString(json: string, start: number): number {
  for (let quote = json.indexOf('"', start + 1); quote >= 0; quote = json.indexOf('"', quote + 1)) {
    let backslash = quote - 1
    while (json.charCodeAt(backslash) === BACKSLASH) backslash--
    if ((quote - backslash) % 2 === 1) return quote + 1
  }
  return -1
}

/** Whether a string that ends at `end` is a key: a colon follows. */
export function isKey(json: string, end: number): boolean {
  let at = end
  while (json.charCodeAt(at) <= 32) at++
  return json.charCodeAt(at) === COLON
}
