import type { ExperimentId, TraceId } from '@loupe-ai/model'
import type { Engine, Role } from '../engine.ts'
import { tsvCell, tsvTexts } from '../tsv.ts'
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

/** TSV of `KEY_COLUMNS`. */
export function keyLine(state: TraceState, commit: bigint): string {
  const { summaryPlace, spanPlace } = state
  return [
    tsvCell(state.traceId),
    tsvCell(summaryPlace?.experimentId ?? ''),
    summaryPlace?.startMillis ?? 0,
    tsvTexts(hasSpans(state) ? spanPlace.experiments : []),
    spanPlace.firstMinute,
    spanPlace.lastMinute,
    state.isDeleted ? 'deleted' : summaryPlace === undefined ? 'unknown' : 'shown',
    state.records.size > 0 ? 1 : 0,
    state.edits.size > 0 ? 1 : 0,
    state.costs.size > 0 ? 1 : 0,
    String(knowledgeOf(state, commit)),
    String(commit),
  ].join('\t')
}
