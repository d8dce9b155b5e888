import { AGGREGATION_KINDS } from '@loupe-ai/model'
import { z } from 'zod'
import type { MetricEndpoints } from '../metric-types.ts'
import { double, enumeration, integer, requiredText, textList } from './fields.ts'

type Schemas<Part extends 'request' | 'response'> = {
  readonly [Name in keyof MetricEndpoints]: z.ZodType<MetricEndpoints[Name][Part]>
}

export const METRIC_REQUESTS: Schemas<'request'> = {
  queryTraceMetrics: z.object({
    experiment_ids: textList,
    view_type: enumeration(['TRACES', 'SPANS', 'ASSESSMENTS'], 1),
    metric_name: requiredText,
    aggregations: z.array(
      z.object({ aggregation_type: enumeration(AGGREGATION_KINDS, 1), percentile_value: double.optional() }),
    ),
    dimensions: textList.optional(),
    filters: textList.optional(),
    time_interval_seconds: integer.optional(),
    start_time_ms: integer.optional(),
    end_time_ms: integer.optional(),
    max_results: integer.optional(),
    page_token: z.string().optional(),
  }),
}

export const METRIC_RESPONSES: Schemas<'response'> = {
  queryTraceMetrics: z.object({
    data_points: z
      .array(
        z.object({
          metric_name: z.string(),
          dimensions: z.record(z.string(), z.string()).optional(),
          values: z.record(z.string(), z.union([z.number(), z.enum(['NaN', 'Infinity', '-Infinity'])])),
        }),
      )
      .optional(),
    next_page_token: z.string().optional(),
  }),
}
