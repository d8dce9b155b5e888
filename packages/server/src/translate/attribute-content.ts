import { isJsonText, type AttributeValue, type JsonText } from '@loupe-ai/model'
import { parseJson, stringifyAttributeJson } from '@loupe-ai/wire'

/**
 * A payload as a JSON document. A text that is itself the JSON of a string, list or object is that document, to the
 * letter; every other value is written as JSON, so the text `5` stays a text (mlflow-wire.md §5.2, step 2). Throws a
 * RangeError for what is nested too deeply to be written.
 */
export function payloadOf(value: AttributeValue): JsonText {
  if (typeof value !== 'string') return stringifyAttributeJson(value) as JsonText
  return (isComposite(value) ? value : JSON.stringify(value)) as JsonText
}

/** As `payloadOf`, for a sender whose texts are always JSON documents: there `5` is a number. */
export const documentOf = (value: AttributeValue): JsonText =>
  typeof value === 'string' && isJsonText(value) ? value : payloadOf(value)

/** The text that an attribute holds, with one layer of JSON quotes removed; undefined for an empty or another value. */
export function plainText(value: AttributeValue | undefined): string | undefined {
  if (typeof value !== 'string' || value === '') return undefined
  if (!value.startsWith('"')) return value
  const inner = parsed(value)
  return typeof inner === 'string' && inner !== '' ? inner : value
}

/** The object that an attribute holds, as itself or as its JSON text. */
export function plainObject(value: AttributeValue | undefined): Readonly<Record<string, unknown>> | undefined {
  const inner = typeof value === 'string' && value.trimStart().startsWith('{') ? parsed(value) : value
  return typeof inner === 'object' && inner !== null && !Array.isArray(inner) && !(inner instanceof Uint8Array)
    ? (inner as Readonly<Record<string, unknown>>)
    : undefined
}

/** A count of tokens: a whole number of at least 0, also as its digits; undefined for anything else. */
export function countOf(value: unknown): number | undefined {
  const number = typeof value === 'string' && /^\d{1,15}$/.test(value) ? Number(value) : value
  if (typeof number === 'bigint') return number >= 0n && number <= MAX_COUNT ? Number(number) : undefined
  return typeof number === 'number' && Number.isSafeInteger(number) && number >= 0 ? number : undefined
}

const MAX_COUNT = BigInt(Number.MAX_SAFE_INTEGER)

/** What a foreign dialect counts as no answer: it is looked at as JSON (mlflow-wire.md §5.3). */
const EMPTY_DOCUMENTS: ReadonlySet<string> = new Set(['""', 'null', '0', '0.0', 'false', '{}', '[]'])

export const isEmptyPayload = (payload: JsonText): boolean => EMPTY_DOCUMENTS.has(payload.trim())

/** Whether `text` is the JSON of a string, list or object. */
const isComposite = (text: string): boolean => /^[ \t\r\n]*["[{]/.test(text) && isJsonText(text)

function parsed(text: string): unknown {
  try {
    return parseJson(text)
  } catch {
    return undefined
  }
}
