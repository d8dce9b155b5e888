import type { Branded } from './ids.ts'

/** A JSON document as text, kept to the letter: what was sent is what comes back. */
export type JsonText = Branded<string, 'JsonText'>

/** Throws a SyntaxError unless `text` is one JSON document. */
export function jsonText(text: string): JsonText {
  JSON.parse(text)
  return text as JsonText
}

/** What a JSON document can begin with. Most texts that are none begin with something else, and parsing would throw. */
const BEGINS_LIKE_JSON = /^[ \t\n\r]*[{["\-0-9tfn]/

export const isJsonText = (text: string): text is JsonText => {
  if (!BEGINS_LIKE_JSON.test(text)) return false
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}
