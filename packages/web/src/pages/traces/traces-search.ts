/** Which traces the quick filter lets through; absent means all. */
export type StateChoice = 'ok' | 'error' | 'running'

/** The trace list's state in the URL. */
export interface TracesSearch {
  readonly filter?: string
  readonly state?: StateChoice
}

// Longer ones would not fit into a URL that servers and proxies accept.
const MAX_FILTER_CHARACTERS = 4_000

const isStateChoice = (value: unknown): value is StateChoice =>
  value === 'ok' || value === 'error' || value === 'running'

/** Reads search parameters of any origin. Never throws: what it does not understand it leaves out. */
export function readTracesSearch(raw: Readonly<Record<string, unknown>>): TracesSearch {
  const filter = typeof raw['filter'] === 'string' ? raw['filter'].slice(0, MAX_FILTER_CHARACTERS).trim() : ''
  const state = raw['state']
  return { ...(filter !== '' && { filter }), ...(isStateChoice(state) && { state }) }
}
