import type { Assessment, TraceRecord } from '@loupe-ai/model'

/** What several sayings about one trace come to, in the order they were said: later fields, tags, metadata and assessments win. */
export const foldRecords = (records: readonly TraceRecord[]): TraceRecord | undefined =>
  records.length === 0 ? undefined : records.reduce(merge)

function merge(earlier: TraceRecord, later: TraceRecord): TraceRecord {
  const said = Object.fromEntries(Object.entries(later).filter(([, value]) => value !== undefined))
  return {
    ...earlier,
    ...said,
    tags: { ...earlier.tags, ...later.tags },
    metadata: { ...earlier.metadata, ...later.metadata },
    ...((earlier.assessments ?? later.assessments) && { assessments: mergeAssessments(earlier, later) }),
  }
}

function mergeAssessments(earlier: TraceRecord, later: TraceRecord): readonly Assessment[] {
  const all = [...(earlier.assessments ?? []), ...(later.assessments ?? [])]
  return [...new Map(all.map((assessment) => [assessment.assessmentId, assessment])).values()]
}
