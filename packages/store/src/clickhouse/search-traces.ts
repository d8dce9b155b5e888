import type { ExperimentId, Filter, Page, TraceId, TraceInfo } from '@loupe-ai/model'
import type { TraceQuery } from '../trace-store.ts'
import { compileFilter, type CompiledFilter } from './compile-filter.ts'
import { compileOrder, type CompiledOrder } from './compile-order.ts'
import type { Engine } from './engine.ts'
import { decodePageToken, encodePageToken } from './page-token.ts'
import { readTraceKeys } from './summary/trace-keys.ts'
import { type ShownPlace, type SummaryVersion, versionsAt } from './summary/versions-at.ts'
import { type CountedSayings, countSaid } from './text/count-said.ts'
import { newestWindows } from './text/newest-windows.ts'
import { asksForText, resolveTexts } from './text/resolve-texts.ts'
import { spanExperiments, type TextScope } from './text/text-scope.ts'

export async function getTraceInfos(engine: Engine, ids: readonly TraceId[]): Promise<TraceInfo[]> {
  const keys = await readTraceKeys(engine, ids, 'read')
  const shown = keys.flatMap(({ traceId, summaryPlace }) =>
    summaryPlace === undefined ? [] : [{ traceId, ...summaryPlace }],
  )
  const versionsOf = await versionsAt(engine, shown)
  const infos = new Map(shown.map((place) => [place.traceId, newestInfo(versionsOf(place))]))
  return ids.flatMap((id) => infos.get(id) ?? [])
}

const newestInfo = ([newest]: readonly SummaryVersion[]): TraceInfo | undefined =>
  newest === undefined || newest.isDeleted ? undefined : newest.info()

export async function countTraces(
  engine: Engine,
  experimentIds?: readonly ExperimentId[],
  filter?: Filter,
): Promise<number> {
  const texts = await resolveTexts(engine, filter, { experimentIds })
  const { condition, parameters } = compileFilter(filter, experimentIds, texts)
  const [row] = await engine.rows<{ traces: string }>(
    `SELECT count() AS traces FROM traces FINAL WHERE ${condition}`,
    parameters,
  )
  return Number(row?.traces ?? 0)
}

interface PlaceRow {
  readonly trace_id: TraceId
  readonly experiment_id: string
  readonly start_millis: string
  readonly knowledge: string
  readonly place: string[]
}

interface FoundTrace {
  readonly place: readonly string[]
  /** Absent for one that has left its place since: it is on the page of its new one. */
  readonly info: TraceInfo | undefined
}

/**
 * See TraceStore. First which traces are on the page, by the columns that the search compares; then what they show. One row
 * more than asked for tells whether there is a next page. `finished`: the last commit that was acknowledged, if no other
 * process writes to the store.
 */
export async function searchTraces(
  engine: Engine,
  query: TraceQuery,
  finished: bigint | undefined,
): Promise<Page<TraceInfo>> {
  if (query.experimentIds.length === 0) return { items: [] }
  const order = compileOrder(query.orderBy ?? [])
  const after = query.pageToken === undefined ? undefined : order.after(decodePageToken(query.pageToken, order.shape))
  const found = await findTraces({ engine, query, order, after, finished })
  const page = found.slice(0, query.maxResults)
  const last = page.at(-1)
  return {
    items: page.flatMap(({ info }) => info ?? []),
    nextPageToken:
      found.length > query.maxResults && last !== undefined ? encodePageToken(order.shape, last.place) : undefined,
  }
}

interface Search {
  readonly engine: Engine
  readonly query: TraceQuery
  readonly order: CompiledOrder
  readonly after: ReturnType<CompiledOrder['after']> | undefined
  readonly finished: bigint | undefined
}

/** Newest first, a search for text looks among the newest first: what is said often is found there. */
async function findTraces(search: Search): Promise<FoundTrace[]> {
  const { engine, query, after } = search
  const { experimentIds, filter } = query
  if (!asksForText(filter)) return tracesSince(search, { experimentIds }, NOTHING_COUNTED)
  const scope = { experimentIds, spanExperimentIds: await spanExperiments(engine, experimentIds) }
  const said = await countSaid(engine, filter, scope)
  if ((query.orderBy ?? []).length === 0) {
    const windows = newestWindows(engine, { experimentIds, filter, after, wanted: query.maxResults + 1, said })
    for await (const minStartMillis of windows) {
      const found = await tracesSince(search, { ...scope, minStartMillis }, said)
      if (found.length > query.maxResults) return found
    }
  }
  return tracesSince(search, scope, said)
}

const NOTHING_COUNTED: CountedSayings = new Map()

async function tracesSince(search: Search, scope: TextScope, said: CountedSayings): Promise<FoundTrace[]> {
  const { engine, query, finished } = search
  const { minStartMillis } = scope
  const texts = await resolveTexts(engine, query.filter, scope)
  const filter = compileFilter(query.filter, query.experimentIds, texts, scope, said)
  const wanted = query.maxResults + 1
  if (finished !== undefined) {
    const limit = Math.ceil(wanted * 1.25) + 10
    const rows = await placeRows(search, filter, { minStartMillis, limit, isFinal: false })
    const versionsOf = await versionsAt(engine, rows.map(placeOf))
    const found = stillFound(rows, versionsOf, finished)
    if (rows.length < limit || found.length >= wanted) return found.slice(0, wanted)
  }
  const rows = await placeRows(search, filter, { minStartMillis, limit: wanted, isFinal: true })
  const versionsOf = await versionsAt(engine, rows.map(placeOf))
  return rows.map((row) => ({ place: row.place, info: newestInfo(versionsOf(placeOf(row))) }))
}

const placeOf = (row: PlaceRow): ShownPlace => ({
  traceId: row.trace_id,
  experimentId: row.experiment_id,
  startMillis: Number(row.start_millis),
})

/**
 * Of rows that were found without FINAL those that were the newest of their trace when they were looked for: what has been
 * written since `finished` came later, and changes nothing in what was found.
 */
function stillFound(
  rows: readonly PlaceRow[],
  versionsOf: (place: ShownPlace) => readonly SummaryVersion[],
  finished: bigint,
): FoundTrace[] {
  const seen = new Set<TraceId>()
  return rows.flatMap((row) => {
    const versions = versionsOf(placeOf(row))
    const knowledge = BigInt(row.knowledge)
    const isOutdated = versions.some((version) => version.knowledge > knowledge && version.commit <= finished)
    const info = newestInfo(versions)
    if (isOutdated || info === undefined || seen.has(row.trace_id)) return []
    seen.add(row.trace_id)
    return [{ place: row.place, info }]
  })
}

interface RowsAsked {
  readonly minStartMillis: number | undefined
  readonly limit: number
  /** Without it, rows that newer ones replace are among those that are found. */
  readonly isFinal: boolean
}

function placeRows(
  { engine, order, after }: Search,
  filter: CompiledFilter,
  { minStartMillis, limit, isFinal }: RowsAsked,
): Promise<PlaceRow[]> {
  const conditions = [
    ...(isFinal ? [] : ['is_deleted = 0']),
    ...(minStartMillis === undefined ? [] : ['start_millis >= {since:Int64}']),
    filter.condition,
    ...(after === undefined ? [] : [after.condition]),
  ]
  return engine.rows<PlaceRow>(
    `SELECT trace_id, experiment_id, start_millis, toString(knowledge) AS knowledge, ${order.place} AS place
    FROM traces ${isFinal ? 'FINAL' : ''}
    WHERE ${conditions.join(' AND ')}
    ORDER BY ${order.orderBy}
    LIMIT {limit:UInt64}`,
    {
      ...filter.parameters,
      ...order.parameters,
      ...after?.parameters,
      ...(minStartMillis !== undefined && { since: minStartMillis }),
      limit,
    },
  )
}
