import type { TraceStore } from '@loupe-ai/store'

/**
 * What ingest needs of a store: `insertPrepared` resolves when the spans survive the death of this process, and is safe
 * to repeat.
 */
export type SpanSink = Pick<TraceStore, 'prepareSpans' | 'insertPrepared' | 'hasRoomFor' | 'maxTraceSpans'>
