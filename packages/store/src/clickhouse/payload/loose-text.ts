import { endOfString, isKey } from './split-payload.ts'

/** Stand for the quotes of a string in loose text: one that says something, and a key or a value that only sorts. */
const SAID = '\u0002'
const STRUCTURE = '\u0003'

/** How loose text becomes again what was sent. */
const FORM = {
  /** As `JSON.stringify` escapes. */
  json: 0,
  /** As Python's `json.dumps` does by default: everything beyond ASCII escaped. */
  ascii: 1,
  /** Not from the loose text: what was sent is kept beside it. */
  kept: 2,
  /** It is what was sent. */
  verbatim: 3,
} as const
type Form = (typeof FORM)[keyof typeof FORM]

/** Not a part but the new values of a span, for searches only (span-values.ts). */
export const VALUES_FORM = 4

/** Text without a layer of escapes, for searches, that `tighten` makes again what it was. */
export interface LooseText {
  readonly body: string
  readonly form: Form | typeof VALUES_FORM
  /** What was sent, if the body does not tell; else empty. */
  readonly raw: string
}

/** Keys whose values name a kind of thing: nobody said `user` because a message has that role. */
const SORTING_KEYS: ReadonlySet<string> = new Set([
  'role',
  'type',
  'finishReason',
  'finish_reason',
  'mimeType',
  'mime_type',
  'object',
])

// oxlint-disable-next-line no-control-regex -- the marks of loose text are control characters
const ANY_MARK = /[\u0002\u0003]/
// oxlint-disable-next-line no-control-regex -- as above
const STRINGS = /[\u0002\u0003]([^\u0002\u0003]*)[\u0002\u0003]/g
// oxlint-disable-next-line no-control-regex -- control characters are what JSON must escape
const NEEDS_ESCAPE = /["\\\u0000-\u001f]|[\ud800-\udfff]/
const BEYOND_ASCII = /[^ -~]/g

// oxlint-disable-next-line no-control-regex -- as above
const CONTROLS = /[\u0000-\u001f]/

/**
 * Takes the escapes off a piece of JSON, and marks what its strings are. Any text may come: it is given back exactly.
 * `onStructure` is told of keys and of values that only sort.
 */
export function loosen(raw: string, onStructure: (text: string) => void = () => {}): LooseText {
  if (!raw.includes('"')) return verbatim(raw)
  const body = bodyOf(raw, onStructure)
  if (body === undefined) return verbatim(raw)
  // Without escapes and control characters there is only one way to write it.
  if (!raw.includes('\\') && !CONTROLS.test(raw)) return { body, form: FORM.json, raw: '' }
  for (const form of [FORM.json, FORM.ascii] as const) {
    if (tighten({ body, form, raw: '' }) === raw) return { body, form, raw: '' }
  }
  return { body, form: FORM.kept, raw }
}

/** What `loosen` was given. */
export function tighten({ body, form, raw }: LooseText): string {
  switch (form) {
    case FORM.kept:
      return raw
    case FORM.verbatim:
    case VALUES_FORM:
      return body
    case FORM.json:
      return body.replace(STRINGS, (_, text: string) => (NEEDS_ESCAPE.test(text) ? JSON.stringify(text) : `"${text}"`))
    case FORM.ascii:
      return body.replace(STRINGS, (_, text: string) => asciiString(text))
  }
}

const verbatim = (raw: string): LooseText =>
  ANY_MARK.test(raw) ? { body: withoutMarks(raw), form: FORM.kept, raw } : { body: raw, form: FORM.verbatim, raw: '' }

/** Undefined if the strings of `raw` cannot be told apart. */
function bodyOf(raw: string, onStructure: (text: string) => void): string | undefined {
  const hasEscapes = raw.includes('\\')
  const unmarked = ANY_MARK.test(raw) ? withoutMarks : asItIs
  const unmarkedText = hasEscapes ? withoutMarks : unmarked
  const textOf = hasEscapes ? escapedText : plainText
  let body = ''
  let last = 0
  let key = ''
  for (let quote = raw.indexOf('"'); quote >= 0; quote = raw.indexOf('"', last)) {
    const end = endOfString(raw, quote)
    if (end < 0) return undefined
    const text = textOf(raw, quote, end)
    if (text === undefined) return undefined
    const isOfKey = isKey(raw, end)
    const mark = isOfKey || SORTING_KEYS.has(key) ? STRUCTURE : SAID
    if (mark === STRUCTURE) onStructure(text)
    body += unmarked(raw.slice(last, quote)) + mark + unmarkedText(text) + mark
    key = isOfKey ? text : ''
    last = end
  }
  return body + unmarked(raw.slice(last))
}

const asItIs = (text: string): string => text

const plainText = (raw: string, quote: number, end: number): string => raw.slice(quote + 1, end - 1)

function escapedText(raw: string, quote: number, end: number): string | undefined {
  const literal = raw.slice(quote, end)
  if (!literal.includes('\\')) return literal.slice(1, -1)
  try {
    return (JSON.parse(literal) as string).toWellFormed()
  } catch {
    return undefined
  }
}

const withoutMarks = (text: string): string =>
  // oxlint-disable-next-line no-control-regex -- as above
  ANY_MARK.test(text) ? text.replace(/[\u0002\u0003]/g, ' ') : text

const asciiString = (text: string): string =>
  JSON.stringify(text).replace(BEYOND_ASCII, (unit) =>
    [...Array(unit.length).keys()]
      .map((index) => `\\u${unit.charCodeAt(index).toString(16).padStart(4, '0')}`)
      .join(''),
  )
