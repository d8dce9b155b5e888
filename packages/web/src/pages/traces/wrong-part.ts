import { parseTraceFilter } from '@loupe-ai/wire'

export interface WrongPart {
  readonly before: string
  /** The word at which reading ended; empty at the end of the filter. */
  readonly wrong: string
  readonly after: string
}

/** Where a filter stops making sense; undefined if it reads well here, whatever the server says. */
export function wrongPartOf(filter: string): WrongPart | undefined {
  const parsed = parseTraceFilter(filter)
  if (parsed.ok) return undefined
  const at = Math.min(parsed.failure.position, filter.length)
  const wrong = /^\S+/.exec(filter.slice(at))?.[0] ?? ''
  return { before: filter.slice(0, at), wrong, after: filter.slice(at + wrong.length) }
}
