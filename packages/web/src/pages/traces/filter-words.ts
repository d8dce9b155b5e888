import { TRACE_METADATA } from '@loupe-ai/model'
import { parseTraceFilter } from '@loupe-ai/wire'
import type { StateChoice, TracesSearch } from './traces-search.ts'

const KEY = String.raw`[A-Za-z_]\w*(?:\.(?:\x60[^\x60]*\x60|"[^"]*"|'[^']*'|[^\s=!<>'"()]+))?`
const SIGN = String.raw`\s*(?:[=<>]|!=)`
const WORD = String.raw`\s+(?:(?:not\s+)?(?:like|ilike|rlike|has|in)\s*['"(]|is\s+(?:not\s+)?null\b)`
const BEFORE = String.raw`^(?:\s*(?:and|not)(?=[\s(])|\s*(?:span\s*)?\()*\s*`
const FIRST_CLAUSE = new RegExp(String.raw`${BEFORE}${KEY}(?:${SIGN}|${WORD})`, 'i')
const SESSION_KEY = `metadata.\`${TRACE_METADATA.session}\``
const HAS = 'trace.text HAS'
const QUOTED = /^"([^"]+)"$/

const CLAUSE_OF_STATE = {
  ok: "status = 'OK'",
  error: "status = 'ERROR'",
  running: "status = 'IN_PROGRESS'",
} as const satisfies Record<StateChoice, string>

/** Whether `text` begins like a clause of the filter language (a key, then an operator) rather than like plain words. */
export const looksLikeFilter = (text: string): boolean => FIRST_CLAUSE.test(text)

/**
 * What the server is asked for: the filter as it was typed, or a search for the words; and the clause of the chosen
 * state. Words in double quotes are always words, and found as they stand there. `undefined` asks for everything.
 */
export function filterOf({ filter = '', state }: TracesSearch): string | undefined {
  const typed = filter.trim()
  const asked = typed === '' ? undefined : looksLikeFilter(typed) ? typed : wordsClause(typed)
  if (state === undefined) return asked
  // Brackets, because the filter may have an OR; none around what cannot be read, which they might mend.
  const isRead = asked !== undefined && parseTraceFilter(asked).ok
  return [isRead ? `(${asked})` : asked, CLAUSE_OF_STATE[state]].filter((part) => part !== undefined).join(' AND ')
}

/** Whether the box asks for whole words. */
export const isByWords = (filter: string | undefined): boolean =>
  filter !== undefined && filterOf({ filter })?.startsWith(HAS) === true

/** Finds the traces of one session. */
export const sessionFilter = (session: string): string =>
  session.includes("'") && session.includes('"')
    ? `${SESSION_KEY} LIKE ${quoted(session)}`
    : `${SESSION_KEY} = ${quoted(session)}`

/** Finds traces in which all words were said, in any case; those in double quotes one behind the other. */
function wordsClause(words: string): string {
  const exact = QUOTED.exec(words)?.[1]
  if (exact === undefined && /[\p{L}\p{N}]/u.test(words)) return `${HAS} ${quoted(words, ' ')}`
  return `trace.text ILIKE ${quoted(`%${exact ?? words}%`)}`
}

/** The language has no escapes. With both kinds of quotes in it, one becomes `instead`: the wildcard for one character. */
const quoted = (text: string, instead = '_'): string =>
  text.includes("'") ? `"${text.replaceAll('"', instead)}"` : `'${text}'`
