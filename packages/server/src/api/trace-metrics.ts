import { ENDPOINTS, type MetricDataPointJson } from '@loupe-ai/contract'
import type { Aggregation, MetricPoint } from '@loupe-ai/model'
import type { MetricQuery, TraceStore } from '@loupe-ai/store'
import { doubleToJson } from '@loupe-ai/wire'
import { mount, type ApiMount } from './mount.ts'
import { readMetricQuery } from './read-metric-query.ts'

/** Counts and measures traces, spans and assessments, by time and dimension (mlflow-wire.md §3.6, T17). */
export function mountTraceMetrics(api: ApiMount, traces: Pick<TraceStore, 'queryMetrics'>): void {
  mount(api, ENDPOINTS.queryTraceMetrics, async (request) => {
    const query = readMetricQuery(request)
    const { items, nextPageToken } = await traces.queryMetrics(query)
    return {
      ...(items.length > 0 && { data_points: items.map((point) => pointToJson(point, query)) }),
      ...(nextPageToken !== undefined && { next_page_token: nextPageToken }),
    }
  })
}

function pointToJson({ bucketMillis, dimensions, values }: MetricPoint, query: MetricQuery): MetricDataPointJson {
  const named: Record<string, string> = bucketMillis === undefined ? {} : { time_bucket: isoTime(bucketMillis) }
  query.dimensions.forEach((name, at) => (named[name] = dimensions[at]!))
  return {
    metric_name: query.metric,
    ...(Object.keys(named).length > 0 && { dimensions: named }),
    values: Object.fromEntries(
      query.aggregations.map((aggregation, at) => [valueName(aggregation), doubleToJson(values[at]!)]),
    ),
  }
}

/** As Python writes a whole second. */
const isoTime = (millis: number): string => new Date(millis).toISOString().replace(/\.\d+Z$/, '+00:00')

/** As Python writes a double: `P50.0`, `P99.9`. */
function valueName(aggregation: Aggregation): string {
  if (aggregation.kind !== 'PERCENTILE') return aggregation.kind
  const text = String(aggregation.percentile).replace(/e-(\d)$/, 'e-0$1')
  return `P${/[.e]/.test(text) ? text : `${text}.0`}`
}
