/** What JSON can say; a bigint is an integer that a double does not hold. */
export type JsonValue =
  | null
  | boolean
  | number
  | bigint
  | string
  | readonly JsonValue[]
  | { readonly [key: string]: JsonValue }

export type JsonObject = { readonly [key: string]: JsonValue }

export const isJsonObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

export const isJsonArray = (value: unknown): value is readonly JsonValue[] => Array.isArray(value)

const LONG_INTEGER = /[0-9]{16}/

/** The value of a JSON document, integers exact. Throws a SyntaxError if it is none. */
export function readJson(text: string): JsonValue {
  // A reviver makes parsing several times slower: only where a long integer can be.
  return (LONG_INTEGER.test(text) ? JSON.parse(text, exactly) : JSON.parse(text)) as JsonValue
}

function exactly(_key: string, value: unknown, context?: { readonly source?: string }): unknown {
  if (typeof value !== 'number' || Number.isSafeInteger(value)) return value
  const source = context?.source
  return source !== undefined && /^-?\d+$/.test(source) ? BigInt(source) : value
}

/** JSON of a value, indented by two blanks or on one line. Integers exact. */
export function writeJson(value: JsonValue, indented = true): string {
  // A bigint has no JSON of its own: it leaves as a marked string and loses marks and quotes afterwards.
  const marked = JSON.stringify(
    value,
    (_key, part: unknown) => (typeof part === 'bigint' ? `${MARK}${part}${MARK}` : part),
    indented ? 2 : 0,
  )
  return marked.replaceAll(MARKED, '$1')
}

// A private-use character; JSON.stringify leaves it as it is, and only whole numbers between two of them are unquoted.
const MARK = '\ue0f0'
const MARKED = /"\ue0f0(-?\d+)\ue0f0"/g
