import type { TraceInfoV2Json } from '@loupe-ai/wire'
import { z } from 'zod'
import type { V2Endpoints } from '../v2-types.ts'
import { enumeration, integer, pageSize, requiredText, textList } from './fields.ts'
import { keyValue } from './objects.ts'

type Schemas<Side extends 'request' | 'response'> = {
  readonly [Name in keyof V2Endpoints]: z.ZodType<V2Endpoints[Name][Side]>
}

const MAX_TRACES_PER_PAGE = 500
const status = enumeration(['TRACE_STATUS_UNSPECIFIED', 'OK', 'ERROR', 'IN_PROGRESS'])
const said = { request_metadata: z.array(keyValue).optional(), tags: z.array(keyValue).optional() }

export const V2_REQUESTS: Schemas<'request'> = {
  startTraceV2: z.object({ experiment_id: requiredText, timestamp_ms: integer, ...said }),
  endTraceV2: z.object({ request_id: requiredText, timestamp_ms: integer, status, ...said }),
  getTraceInfoV2: z.object({ request_id: requiredText }),
  searchTracesV2: z.object({
    experiment_ids: textList,
    filter: z.string().optional(),
    max_results: pageSize(MAX_TRACES_PER_PAGE).optional(),
    order_by: textList.optional(),
    page_token: z.string().optional(),
  }),
}

const traceInfoV2: z.ZodType<TraceInfoV2Json> = z.object({
  request_id: z.string(),
  experiment_id: z.string(),
  timestamp_ms: z.number(),
  execution_time_ms: z.number().optional(),
  status: z.enum(['TRACE_STATUS_UNSPECIFIED', 'OK', 'ERROR', 'IN_PROGRESS']),
  request_metadata: z.array(keyValue).optional(),
  tags: z.array(keyValue).optional(),
})
const withInfo = z.object({ trace_info: traceInfoV2 })

export const V2_RESPONSES: Schemas<'response'> = {
  startTraceV2: withInfo,
  endTraceV2: withInfo,
  getTraceInfoV2: withInfo,
  searchTracesV2: z.object({ traces: z.array(traceInfoV2).optional(), next_page_token: z.string().optional() }),
}
