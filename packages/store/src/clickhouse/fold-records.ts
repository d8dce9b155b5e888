import type { TraceRecord } from '@loupe-ai/model'

/** What several sayings about one trace come to, in the order they were said: later fields, tags and metadata win. */
export const foldRecords = (records: readonly TraceRecord[]): TraceRecord | undefined =>
  records.length === 0 ? undefined : records.reduce(merge)

function merge(earlier: TraceRecord, later: TraceRecord): TraceRecord {
  const said = Object.fromEntries(Object.entries(later).filter(([, value]) => value !== undefined))
  return {
    ...earlier,
    ...said,
    tags: { ...earlier.tags, ...later.tags },
    metadata: { ...earlier.metadata, ...later.metadata },
  }
}
