import type { ExperimentId, Filter, Page, TraceId, TraceInfo } from '@loupe-ai/model'
import type { TraceQuery } from '../trace-store.ts'
import { compileFilter } from './compile-filter.ts'
import { compileOrder } from './compile-order.ts'
import type { Engine } from './engine.ts'
import { decodePageToken, encodePageToken } from './page-token.ts'
import { infoOf } from './summary-rows.ts'

// The table of places first, because it is the one in the order of ids.
const GET_INFOS = `
  SELECT trace_id, info FROM traces FINAL
  WHERE (experiment_id, start_millis, trace_id) IN (
    SELECT experiment_id, start_millis, trace_id FROM trace_keys WHERE trace_id IN {ids:Array(String)}
  )`

export async function getTraceInfos(engine: Engine, ids: readonly TraceId[]): Promise<TraceInfo[]> {
  if (ids.length === 0) return []
  const rows = await engine.rows<{ trace_id: TraceId; info: string }>(GET_INFOS, { ids })
  const found = new Map(rows.map((row) => [row.trace_id, infoOf(row)]))
  return ids.map((id) => found.get(id)).filter((info) => info !== undefined)
}

export async function countTraces(
  engine: Engine,
  experimentIds?: readonly ExperimentId[],
  filter?: Filter,
): Promise<number> {
  const { condition, parameters } = compileFilter(filter, experimentIds)
  const [row] = await engine.rows<{ traces: string }>(
    `SELECT count() AS traces FROM traces FINAL WHERE ${condition}`,
    parameters,
  )
  return Number(row?.traces ?? 0)
}

/** See TraceStore. One row more than asked for tells whether there is a next page. */
export async function searchTraces(engine: Engine, query: TraceQuery): Promise<Page<TraceInfo>> {
  if (query.experimentIds.length === 0) return { items: [] }
  const order = compileOrder(query.orderBy ?? [])
  const after = query.pageToken === undefined ? undefined : decodePageToken(query.pageToken, order.shape)
  const filter = compileFilter(query.filter, query.experimentIds)
  const start = after === undefined ? undefined : order.after(after)
  const rows = await engine.rows<{ trace_id: TraceId; info: string; place: string[] }>(
    `SELECT trace_id, info, ${order.place} AS place FROM traces FINAL
    WHERE ${[filter.condition, ...(start === undefined ? [] : [start.condition])].join(' AND ')}
    ORDER BY ${order.orderBy}
    LIMIT {limit:UInt64}`,
    { ...filter.parameters, ...order.parameters, ...start?.parameters, limit: query.maxResults + 1 },
  )
  const page = rows.slice(0, query.maxResults)
  const last = page.at(-1)
  return {
    items: page.map(infoOf),
    nextPageToken:
      rows.length > query.maxResults && last !== undefined ? encodePageToken(order.shape, last.place) : undefined,
  }
}
