import { type MetricPoint, type Page, unixMillis } from '@loupe-ai/model'
import type { MetricQuery } from '../../metric-query.ts'
import type { Engine } from '../engine.ts'
import { decodePageToken, encodePageToken } from '../page-token.ts'
import { resolveTexts } from '../text/resolve-texts.ts'
import { compileMetrics } from './compile-metrics.ts'

interface MetricRow {
  /** The bucket, if there is one, then the dimensions. */
  readonly groups: readonly string[]
  readonly values: readonly (number | null)[]
}

/** See TraceStore. One group more than asked for tells whether there is a next page. */
export async function queryMetrics(engine: Engine, query: MetricQuery): Promise<Page<MetricPoint>> {
  const shape = shapeOf(query)
  const after = query.pageToken === undefined ? undefined : decodePageToken(query.pageToken, shape)
  const texts = await resolveTexts(engine, query.filter, { experimentIds: query.experimentIds })
  const { statement, parameters } = compileMetrics(query, { texts, after })
  const rows = await engine.rows<MetricRow>(statement, parameters)
  const page = rows.slice(0, query.maxResults)
  const last = page.at(-1)
  return {
    items: page.flatMap((row) => pointOf(row, query)),
    nextPageToken:
      rows.length > query.maxResults && last !== undefined ? encodePageToken(shape, last.groups) : undefined,
  }
}

/** Of nothing there is no sum, but there is a count. */
function pointOf({ groups, values }: MetricRow, { bucketSeconds }: MetricQuery): MetricPoint[] {
  const known = values.filter((value) => value !== null)
  if (known.length < values.length) return []
  if (bucketSeconds === undefined) return [{ dimensions: groups, values: known }]
  const [bucket, ...dimensions] = groups
  return [{ bucketMillis: unixMillis(Number(bucket) * 1000), dimensions, values: known }]
}

function shapeOf({ bucketSeconds, dimensions }: MetricQuery): Parameters<typeof encodePageToken>[0] {
  const bucket = bucketSeconds === undefined ? [] : [{ type: 'Int64' as const }]
  return {
    name: JSON.stringify(['metrics', bucketSeconds ?? null, ...dimensions]),
    terms: [...bucket, ...dimensions.map(() => ({ type: 'String' as const }))],
  }
}
