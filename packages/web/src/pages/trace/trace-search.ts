/** The trace page's state in the URL: the chosen span, the tab of its details, the words searched for. */
export interface TraceSearch {
  readonly span?: string
  readonly tab?: string
  readonly q?: string
}

const MAX_WORDS_CHARACTERS = 1_000

/** Reads search parameters of any origin. Never throws: what it does not understand it leaves out. */
export function readTraceSearch(raw: Readonly<Record<string, unknown>>): TraceSearch {
  const { span, tab, q } = raw
  return {
    ...(typeof span === 'string' && /^[0-9a-f]{16}$/.test(span) && { span }),
    ...(typeof tab === 'string' && /^[a-z-]{1,40}$/.test(tab) && { tab }),
    ...(typeof q === 'string' && q !== '' && { q: q.slice(0, MAX_WORDS_CHARACTERS) }),
  }
}
