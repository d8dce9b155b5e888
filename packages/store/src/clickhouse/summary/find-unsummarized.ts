import type { ExperimentId, TraceId } from '@loupe-ai/model'
import type { Engine } from '../engine.ts'
import { NOWHERE, SPAN_MINUTE, type SpanPlace } from './span-place.ts'

const SUMMARIZED = '(SELECT max(commit) FROM trace_keys)'

const SPANS = `
  SELECT trace_id, groupUniqArray(experiment_id) AS experiments, min(${SPAN_MINUTE}) AS first, max(${SPAN_MINUTE}) AS last
  FROM spans WHERE commit > ${SUMMARIZED}
  GROUP BY trace_id`

const OTHERS = `
  SELECT DISTINCT trace_id FROM (
    SELECT trace_id FROM trace_records WHERE commit > ${SUMMARIZED}
    UNION ALL
    SELECT trace_id FROM span_costs WHERE commit > ${SUMMARIZED}
    UNION ALL
    SELECT trace_id FROM trace_edits WHERE commit > ${SUMMARIZED}
  )`

const DELETED = `SELECT trace_id FROM deleted_traces FINAL WHERE commit > ${SUMMARIZED} AND purged = 0`

export interface Unsummarized {
  /** Where their new spans lie, if there are any. */
  readonly places: ReadonlyMap<TraceId, SpanPlace>
  readonly deleted: readonly TraceId[]
}

/** Traces of a commit that was stored while its summaries were not: the process died between the two. */
export async function findUnsummarized(engine: Engine): Promise<Unsummarized> {
  const [spans, others, deleted] = await Promise.all([
    engine.rows<{ trace_id: TraceId; experiments: ExperimentId[]; first: string; last: string }>(SPANS, {}, 'write'),
    engine.rows<{ trace_id: TraceId }>(OTHERS, {}, 'write'),
    engine.rows<{ trace_id: TraceId }>(DELETED, {}, 'write'),
  ])
  const places = new Map<TraceId, SpanPlace>(others.map(({ trace_id }) => [trace_id, NOWHERE]))
  for (const { trace_id, experiments, first, last } of spans) {
    places.set(trace_id, { experiments, firstMinute: Number(first), lastMinute: Number(last) })
  }
  return { places, deleted: deleted.map(({ trace_id }) => trace_id) }
}
