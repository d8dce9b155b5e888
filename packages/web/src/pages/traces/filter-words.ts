import { TRACE_METADATA } from '@loupe-ai/model'
import type { StateChoice, TracesSearch } from './traces-search.ts'

const KEY = String.raw`[A-Za-z_]\w*(?:\.(?:\x60[^\x60]*\x60|"[^"]*"|'[^']*'|[^\s=!<>'"()]+))?`
const SIGN = String.raw`\s*(?:[=<>]|!=)`
const WORD = String.raw`\s+(?:(?:not\s+)?(?:like|ilike|rlike|has|in)\s*['"(]|is\s+(?:not\s+)?null\b)`
const FIRST_CLAUSE = new RegExp(String.raw`^\s*(?:and\s+)?${KEY}(?:${SIGN}|${WORD})`, 'i')
const SESSION_KEY = `metadata.\`${TRACE_METADATA.session}\``
const QUOTED = /^"([^"]+)"$/

const CLAUSE_OF_STATE = {
  ok: "status = 'OK'",
  error: "status = 'ERROR'",
  running: "status = 'IN_PROGRESS'",
} as const satisfies Record<StateChoice, string>

/** Whether `text` begins like a clause of the filter language (a key, then an operator) rather than like plain words. */
export const looksLikeFilter = (text: string): boolean => FIRST_CLAUSE.test(text)

/**
 * What the server is asked for: the filter as it was typed, so that positions in its messages fit, or a search for the
 * words; then the clause of the chosen state. Words in double quotes are always words. `undefined` asks for everything.
 */
export function filterOf({ filter = '', state }: TracesSearch): string | undefined {
  const typed = filter.trim()
  const clauses: string[] = []
  if (typed !== '') clauses.push(looksLikeFilter(typed) ? typed : wordsClause(typed))
  if (state !== undefined) clauses.push(CLAUSE_OF_STATE[state])
  return clauses.length === 0 ? undefined : clauses.join(' AND ')
}

/** Finds the traces of one session. */
export const sessionFilter = (session: string): string =>
  session.includes("'") && session.includes('"')
    ? `${SESSION_KEY} LIKE ${quoted(session)}`
    : `${SESSION_KEY} = ${quoted(session)}`

/** Finds traces whose text contains `words`, in any case. */
const wordsClause = (words: string): string => `trace.text ILIKE ${quoted(`%${QUOTED.exec(words)?.[1] ?? words}%`)}`

/** The language has no escapes. With both kinds of quotes in it, one becomes the wildcard for one character. */
const quoted = (pattern: string): string =>
  pattern.includes("'") ? `"${pattern.replaceAll('"', '_')}"` : `'${pattern}'`
