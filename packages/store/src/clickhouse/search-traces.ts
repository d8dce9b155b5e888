import type { ExperimentId, Filter, Page, TraceId, TraceInfo } from '@loupe-ai/model'
import type { TraceQuery } from '../trace-store.ts'
import { Binder } from './binder.ts'
import { compileFilter } from './compile-filter.ts'
import { compileOrder, type CompiledOrder } from './compile-order.ts'
import type { Engine } from './engine.ts'
import { decodePageToken, encodePageToken } from './page-token.ts'
import { infoOf } from './summary/summary-rows.ts'
import { readTraceKeys } from './summary/trace-keys.ts'
import { newestWindows } from './text/newest-windows.ts'
import { asksForText, resolveTexts } from './text/resolve-texts.ts'

interface Shown {
  readonly traceId: TraceId
  readonly experimentId: string
  readonly startMillis: number
}

export async function getTraceInfos(engine: Engine, ids: readonly TraceId[]): Promise<TraceInfo[]> {
  const keys = await readTraceKeys(engine, ids, 'read')
  const shown = keys.flatMap(({ traceId, summaryPlace }) =>
    summaryPlace === undefined ? [] : [{ traceId, ...summaryPlace }],
  )
  const infos = await infosAt(engine, shown)
  return ids.flatMap((id) => infos.get(id) ?? [])
}

/** What stands in these places, which are read without looking at anything else. */
async function infosAt(engine: Engine, shown: readonly Shown[]): Promise<Map<TraceId, TraceInfo>> {
  if (shown.length === 0) return new Map()
  const binder = new Binder('i')
  const starts = [...new Set(shown.map(({ startMillis }) => startMillis))]
  const rows = await engine.rows<{ trace_id: TraceId; info: string }>(
    `SELECT trace_id, info FROM traces FINAL
    WHERE experiment_id IN ${binder.bind([...new Set(shown.map(({ experimentId }) => experimentId))], 'Array(String)')}
      AND start_millis IN ${binder.bind(starts, 'Array(Int64)')}
      AND trace_id IN ${binder.bind(
        shown.map(({ traceId }) => traceId),
        'Array(String)',
      )}`,
    binder.parameters,
  )
  return new Map(rows.map((row) => [row.trace_id, infoOf(row)]))
}

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
  readonly place: string[]
}

/**
 * See TraceStore. First which traces are on the page, by the columns that the search compares; then what they show. One row
 * more than asked for tells whether there is a next page.
 */
export async function searchTraces(engine: Engine, query: TraceQuery): Promise<Page<TraceInfo>> {
  if (query.experimentIds.length === 0) return { items: [] }
  const order = compileOrder(query.orderBy ?? [])
  const after = query.pageToken === undefined ? undefined : order.after(decodePageToken(query.pageToken, order.shape))
  const rows = await findPlaces(engine, query, order, after)
  const page = rows.slice(0, query.maxResults)
  const infos = await infosAt(
    engine,
    page.map((row) => ({
      traceId: row.trace_id,
      experimentId: row.experiment_id,
      startMillis: Number(row.start_millis),
    })),
  )
  const last = page.at(-1)
  return {
    // A trace that changed its place between the two is on the page of its new place.
    items: page.flatMap((row) => infos.get(row.trace_id) ?? []),
    nextPageToken:
      rows.length > query.maxResults && last !== undefined ? encodePageToken(order.shape, last.place) : undefined,
  }
}

type After = ReturnType<CompiledOrder['after']> | undefined

/** Newest first, a search for text looks among the newest first: what is said often is found there. */
async function findPlaces(engine: Engine, query: TraceQuery, order: CompiledOrder, after: After): Promise<PlaceRow[]> {
  const isNewestFirst = (query.orderBy ?? []).length === 0
  if (isNewestFirst && asksForText(query.filter)) {
    for (const minStartMillis of await newestWindows(engine, query.experimentIds, after)) {
      const rows = await placesSince(engine, query, order, after, minStartMillis)
      if (rows.length > query.maxResults) return rows
    }
  }
  return placesSince(engine, query, order, after, undefined)
}

async function placesSince(
  engine: Engine,
  query: TraceQuery,
  order: CompiledOrder,
  after: After,
  minStartMillis: number | undefined,
): Promise<PlaceRow[]> {
  const scope = { experimentIds: query.experimentIds, minStartMillis }
  const texts = await resolveTexts(engine, query.filter, scope)
  const filter = compileFilter(query.filter, query.experimentIds, texts, scope)
  const conditions = [
    ...(minStartMillis === undefined ? [] : ['start_millis >= {since:Int64}']),
    filter.condition,
    ...(after === undefined ? [] : [after.condition]),
  ]
  return engine.rows<PlaceRow>(
    `SELECT trace_id, experiment_id, start_millis, ${order.place} AS place FROM traces FINAL
    WHERE ${conditions.join(' AND ')}
    ORDER BY ${order.orderBy}
    LIMIT {limit:UInt64}`,
    {
      ...filter.parameters,
      ...order.parameters,
      ...after?.parameters,
      ...(minStartMillis !== undefined && { since: minStartMillis }),
      limit: query.maxResults + 1,
    },
  )
}
