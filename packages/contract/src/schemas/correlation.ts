import { z } from 'zod'
import type { CorrelationEndpoints } from '../correlation-types.ts'
import { requiredText, textList } from './fields.ts'

type Schemas<Part extends 'request' | 'response'> = {
  readonly [Name in keyof CorrelationEndpoints]: z.ZodType<CorrelationEndpoints[Name][Part]>
}

export const CORRELATION_REQUESTS: Schemas<'request'> = {
  correlateFilters: z.object({
    experiment_ids: textList,
    filter_string1: requiredText,
    filter_string2: requiredText,
    base_filter: z.string().optional(),
  }),
}

const double = z.union([z.number(), z.enum(['NaN', 'Infinity', '-Infinity'])])

export const CORRELATION_RESPONSES: Schemas<'response'> = {
  correlateFilters: z.object({
    npmi: double,
    npmi_smoothed: double,
    filter1_count: z.number(),
    filter2_count: z.number(),
    joint_count: z.number(),
    total_count: z.number(),
  }),
}
