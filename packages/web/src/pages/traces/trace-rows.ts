import type { Page, TraceId, TraceInfo } from '@loupe-ai/model'

/** The rows of the list that were loaded, newest first, each trace once. */
export interface TraceRows {
  readonly rows: readonly TraceInfo[]
  /** Asks for the rows below; absent when these are all. */
  readonly nextPageToken?: string
}

/** What a poll of the newest page says about the rows that are shown. */
export interface PolledNews {
  /** The shown rows in their order, with what changed about them. The same array if nothing did. */
  readonly updated: readonly TraceInfo[]
  /** Rows that are not shown yet. */
  readonly newRows: readonly TraceInfo[]
  /** More is new than one page holds, so there may be rows between the new ones and the shown ones. */
  readonly hasGap: boolean
}

export const rowsOfPage = (page: Page<TraceInfo>): TraceRows => ({
  rows: page.items,
  nextPageToken: page.nextPageToken,
})

/** `page` follows `loaded`. A trace that is loaded already keeps its place. */
export function appendPage(loaded: TraceRows, page: Page<TraceInfo>): TraceRows {
  const known = new Set(loaded.rows.map((row) => row.traceId))
  return {
    rows: [...loaded.rows, ...page.items.filter((row) => !known.has(row.traceId))],
    nextPageToken: page.nextPageToken,
  }
}

/** Compares the newest page, just polled, with what is shown. */
export function newsOf(shown: TraceRows, polled: Page<TraceInfo>): PolledNews {
  const fresh = new Map(polled.items.map((row) => [row.traceId, row]))
  const known = new Set(shown.rows.map((row) => row.traceId))
  const changed = shown.rows.some((row) => {
    const now = fresh.get(row.traceId)
    return now !== undefined && !isSameRow(now, row)
  })
  const updated = changed ? shown.rows.map((row) => fresh.get(row.traceId) ?? row) : shown.rows
  const newRows = polled.items.filter((row) => !known.has(row.traceId))
  const overlaps = newRows.length < polled.items.length
  return { updated, newRows, hasGap: !overlaps && polled.nextPageToken !== undefined && shown.rows.length > 0 }
}

/** The rows with the news in place. Only states, previews and numbers change: no row moves, comes or goes. */
export const withUpdates = (shown: TraceRows, news: PolledNews): TraceRows =>
  news.updated === shown.rows ? shown : { ...shown, rows: news.updated }

/**
 * The rows as they are now: the polled page, and below it what was loaded beyond it. Rows that the page should hold but
 * does not (deleted, or no longer matching) go. Over a gap nothing older is kept, so that no row is silently missing.
 */
export function withNews(shown: TraceRows, polled: Page<TraceInfo>): TraceRows {
  const last = polled.items.at(-1)
  if (last === undefined || polled.nextPageToken === undefined || newsOf(shown, polled).hasGap)
    return rowsOfPage(polled)
  const inPage = new Set(polled.items.map((row) => row.traceId))
  const older = shown.rows.filter((row) => !inPage.has(row.traceId) && row.requestTimeMillis <= last.requestTimeMillis)
  if (older.length === 0) return rowsOfPage(polled)
  return { rows: [...polled.items, ...older], nextPageToken: shown.nextPageToken }
}

// Each costs a request of its own.
const MAX_ASKED_ALONE = 8

/** The first rows that still run and are too far down to be in the newest page. */
export function runningBelow(shown: TraceRows, polled: Page<TraceInfo>): readonly TraceId[] {
  const inPage = new Set(polled.items.map((row) => row.traceId))
  return shown.rows
    .filter((row) => row.state === 'IN_PROGRESS' && !inPage.has(row.traceId))
    .slice(0, MAX_ASKED_ALONE)
    .map((row) => row.traceId)
}

/** The rows with what `fresh` says about some of them. */
export const withRows = (shown: TraceRows, fresh: readonly TraceInfo[]): TraceRows =>
  withUpdates(shown, newsOf(shown, { items: fresh }))

const isSameRow = (left: TraceInfo, right: TraceInfo): boolean =>
  left === right ||
  (left.state === right.state &&
    left.durationMillis === right.durationMillis &&
    left.requestPreview === right.requestPreview &&
    left.responsePreview === right.responsePreview &&
    left.requestTimeMillis === right.requestTimeMillis &&
    left.usage?.totalTokens === right.usage?.totalTokens &&
    isSameRecord(left.tags, right.tags) &&
    isSameRecord(left.metadata, right.metadata))

function isSameRecord(left: Readonly<Record<string, string>>, right: Readonly<Record<string, string>>): boolean {
  const keys = Object.keys(left)
  return keys.length === Object.keys(right).length && keys.every((key) => left[key] === right[key])
}
