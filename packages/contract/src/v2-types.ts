import type { KeyValueJson, TraceInfoV2Json } from '@loupe-ai/wire'

export type { TraceInfoV2Json } from '@loupe-ai/wire'

/** Request and response of traces as MLflow before 3.0 knows them (mlflow-wire.md §3.2, T18 to T21). */
export interface V2Endpoints {
  startTraceV2: {
    request: { experiment_id: string; timestamp_ms: number; request_metadata?: KeyValueJson[]; tags?: KeyValueJson[] }
    response: { trace_info: TraceInfoV2Json }
  }
  endTraceV2: {
    request: {
      request_id: string
      timestamp_ms: number
      status: TraceInfoV2Json['status']
      request_metadata?: KeyValueJson[]
      tags?: KeyValueJson[]
    }
    response: { trace_info: TraceInfoV2Json }
  }
  getTraceInfoV2: { request: { request_id: string }; response: { trace_info: TraceInfoV2Json } }
  searchTracesV2: {
    request: {
      experiment_ids: string[]
      filter?: string
      max_results?: number
      order_by?: string[]
      page_token?: string
    }
    response: { traces?: TraceInfoV2Json[]; next_page_token?: string }
  }
}
