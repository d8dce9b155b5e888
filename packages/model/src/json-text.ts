import { isJsonSyntax } from './json-syntax.ts'
import type { Branded } from './ids.ts'

/** A JSON document as text, kept to the letter: what was sent is what comes back. */
export type JsonText = Branded<string, 'JsonText'>

/** Throws a SyntaxError unless `text` is one JSON document. */
export function jsonText(text: string): JsonText {
  JSON.parse(text)
  return text as JsonText
}

export const isJsonText = (text: string): text is JsonText => isJsonSyntax(text)
