import type { ExperimentId, TraceId } from '@loupe-ai/model'
import type { Engine, Role } from '../engine.ts'
import type { SpanPlace } from './span-place.ts'
import { hasSpans, knowledgeOf, type SummaryPlace, type TraceState } from './trace-state.ts'

/** Where a trace is, and what there is to read of it. */
export interface TraceKey {
  readonly traceId: TraceId
  readonly spanPlace: SpanPlace
  /** Absent while nothing is known of it that a list could show. */
  readonly summaryPlace: SummaryPlace | undefined
  readonly isDeleted: boolean
  readonly hasRecords: boolean
  readonly hasEdits: boolean
  readonly hasCosts: boolean
}

export const KEY_COLUMNS = [
  'trace_id',
  'experiment_id',
  'start_millis',
  'span_experiments',
  'first_minute',
  'last_minute',
  'state',
  'has_records',
  'has_edits',
  'has_costs',
  'knowledge',
  'commit',
] as const

interface KeyRow {
  readonly trace_id: TraceId
  readonly experiment_id: string
  readonly start_millis: string
  readonly span_experiments: readonly ExperimentId[]
  readonly first_minute: number
  readonly last_minute: number
  readonly state: 'unknown' | 'shown' | 'deleted'
  readonly has_records: number
  readonly has_edits: number
  readonly has_costs: number
}

const KEYS = `
  SELECT trace_id, experiment_id, start_millis, span_experiments, first_minute, last_minute, toString(state) AS state,
    has_records, has_edits, has_costs
  FROM trace_keys
  WHERE trace_id IN {ids:Array(String)}
  ORDER BY trace_id, knowledge DESC
  LIMIT 1 BY trace_id`

/** Of the traces that are known. */
export async function readTraceKeys(engine: Engine, ids: readonly TraceId[], role: Role): Promise<TraceKey[]> {
  if (ids.length === 0) return []
  const rows = await engine.rows<KeyRow>(KEYS, { ids }, role)
  return rows.map((row) => ({
    traceId: row.trace_id,
    spanPlace: { experiments: row.span_experiments, firstMinute: row.first_minute, lastMinute: row.last_minute },
    summaryPlace:
      row.experiment_id === '' ? undefined : { experimentId: row.experiment_id, startMillis: Number(row.start_millis) },
    isDeleted: row.state === 'deleted',
    hasRecords: row.has_records === 1,
    hasEdits: row.has_edits === 1,
    hasCosts: row.has_costs === 1,
  }))
}

/** As JSON of `KEY_COLUMNS`. */
export function keyRow(state: TraceState, commit: bigint): Record<(typeof KEY_COLUMNS)[number], unknown> {
  const { summaryPlace, spanPlace } = state
  return {
    trace_id: state.traceId,
    experiment_id: summaryPlace?.experimentId ?? '',
    start_millis: summaryPlace?.startMillis ?? 0,
    span_experiments: hasSpans(state) ? spanPlace.experiments : [],
    first_minute: spanPlace.firstMinute,
    last_minute: spanPlace.lastMinute,
    state: state.isDeleted ? 'deleted' : summaryPlace === undefined ? 'unknown' : 'shown',
    has_records: state.records.size > 0 ? 1 : 0,
    has_edits: state.edits.size > 0 ? 1 : 0,
    has_costs: state.costs.size > 0 ? 1 : 0,
    knowledge: String(knowledgeOf(state, commit)),
    commit: String(commit),
  }
}
