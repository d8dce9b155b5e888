import { parseTraceFilter } from '@loupe-ai/wire'

export interface WrongPart {
  readonly before: string
  /** The word at which reading ended; empty at the end of the filter. */
  readonly wrong: string
  readonly after: string
  readonly message: string
  /** What to write instead. */
  readonly hint?: string
}

/** Where and why a filter stops making sense; undefined if it reads well here, whatever the server says. */
export function wrongPartOf(filter: string): WrongPart | undefined {
  const parsed = parseTraceFilter(filter)
  if (parsed.ok) return undefined
  const { message, position, hint } = parsed.failure
  const at = Math.min(position, filter.length)
  const wrong = /^\S+/.exec(filter.slice(at))?.[0] ?? ''
  return { before: filter.slice(0, at), wrong, after: filter.slice(at + wrong.length), message, hint }
}
