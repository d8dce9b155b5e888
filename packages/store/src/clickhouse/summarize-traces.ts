import {
  type SummarySpan,
  summarizeTrace,
  type TraceEdit,
  type TraceId,
  type TraceInfo,
  type TraceRecord,
} from '@loupe-ai/model'
import type { Engine } from './engine.ts'
import { foldRecords } from './fold-records.ts'
import { type EditRow, editOfRow } from './trace-edit-rows.ts'
import { SUMMARY_COLUMNS, type SummaryRow, summarySpanOf } from './span-row.ts'
import {
  isSamePlace,
  jsonLines,
  KEY_COLUMNS,
  keyOf,
  keyRow,
  movedRow,
  TRACE_COLUMNS,
  type TraceKey,
  traceRow,
} from './summary-rows.ts'
import { withCost } from './with-cost.ts'

// LIMIT BY rather than FINAL, which costs several times as much here.
const SUMMARY_SPANS = withCost(
  SUMMARY_COLUMNS,
  `SELECT ${SUMMARY_COLUMNS.join(', ')}, cost FROM spans
  WHERE trace_id IN {ids:Array(String)}
  ORDER BY trace_id, span_id, version DESC
  LIMIT 1 BY trace_id, span_id`,
  'trace_id IN {ids:Array(String)}',
)

const RECORDS = `
  SELECT trace_id, record FROM trace_records FINAL
  WHERE trace_id IN {ids:Array(String)}
  ORDER BY trace_id, commit`

// The newest of each, in the order they were said.
const EDITS = `
  SELECT trace_id, kind, key, field, value FROM trace_edits FINAL
  WHERE trace_id IN {ids:Array(String)}
  ORDER BY trace_id, commit`

const DELETED = 'SELECT trace_id FROM deleted_traces WHERE trace_id IN {ids:Array(String)}'

const KEYS = `
  SELECT trace_id, experiment_id, toString(start_millis) AS start_millis FROM trace_keys FINAL
  WHERE trace_id IN {ids:Array(String)}`

const UNSUMMARIZED = `
  WITH (SELECT max(commit) FROM trace_keys) AS summarized
  SELECT DISTINCT trace_id FROM (
    SELECT trace_id FROM spans WHERE commit > summarized
    UNION ALL
    SELECT trace_id FROM trace_records WHERE commit > summarized
    UNION ALL
    SELECT trace_id FROM span_costs WHERE commit > summarized
    UNION ALL
    SELECT trace_id FROM trace_edits WHERE commit > summarized
    UNION ALL
    SELECT trace_id FROM deleted_traces WHERE commit > summarized AND purged = 0
  )`

const MAX_TRACES_AT_ONCE = 5000

/** Traces of a commit that was stored while its summaries were not: the process died between the two. */
export async function findUnsummarized(engine: Engine): Promise<TraceId[]> {
  const rows = await engine.rows<{ trace_id: TraceId }>(UNSUMMARIZED, {}, 'write')
  return rows.map((row) => row.trace_id)
}

/**
 * Recomputes the summaries of these traces from everything that is stored of them; a deleted one has none. Gives the
 * deleted among them, of which there may be new rows.
 */
export async function summarizeTraces(engine: Engine, ids: Iterable<TraceId>, commit: bigint): Promise<TraceId[]> {
  const all = [...ids]
  const keys: TraceKey[] = []
  const deleted: TraceId[] = []
  for (let start = 0; start < all.length; start += MAX_TRACES_AT_ONCE) {
    const some = await summarizeSome(engine, all.slice(start, start + MAX_TRACES_AT_ONCE), commit)
    keys.push(...some.keys)
    deleted.push(...some.deleted)
  }
  if (keys.length === 0) return deleted
  // The places come last and all at once: until they are stored the commit counts as not summarised.
  const bytes = jsonLines(keys.map((key) => keyRow(key, commit)))
  await engine.insert({ table: 'trace_keys', columns: KEY_COLUMNS, format: 'JSONEachRow', bytes })
  return deleted
}

interface Summarized {
  /** The places of the summaries that were stored, or taken away. */
  readonly keys: readonly TraceKey[]
  readonly deleted: readonly TraceId[]
}

async function summarizeSome(engine: Engine, ids: readonly TraceId[], commit: bigint): Promise<Summarized> {
  const [spanRows, recordRows, editRows, deletedRows, keyRows] = await Promise.all([
    engine.rows<SummaryRow>(SUMMARY_SPANS, { ids }, 'write'),
    engine.rows<{ trace_id: TraceId; record: string }>(RECORDS, { ids }, 'write'),
    engine.rows<EditRow & { trace_id: TraceId }>(EDITS, { ids }, 'write'),
    engine.rows<{ trace_id: TraceId }>(DELETED, { ids }, 'write'),
    engine.rows<TraceKey>(KEYS, { ids }, 'write'),
  ])
  const spans = Map.groupBy(spanRows, (row) => row.trace_id)
  const records = Map.groupBy(recordRows, (row) => row.trace_id)
  const places = new Map(keyRows.map((key) => [key.trace_id, key]))
  const edits = Map.groupBy(editRows, (row) => row.trace_id)
  const deleted = new Set(deletedRows.map((row) => row.trace_id))
  const known = [...new Set([...spans.keys(), ...records.keys()])].filter((id) => !deleted.has(id))
  const infos = known.map((id) =>
    summaryOf(id, spans.get(id) ?? [], records.get(id) ?? [], (edits.get(id) ?? []).map(editOfRow)),
  )
  const gone = [...deleted].map((id) => places.get(id)).filter((key) => key !== undefined)
  const stored = infos.flatMap((info) => {
    const before = places.get(info.traceId)
    const moved = before !== undefined && !isSamePlace(before, keyOf(info))
    return moved ? [movedRow(before, commit), traceRow(info, commit)] : [traceRow(info, commit)]
  })
  const rows = [...stored, ...gone.map((key) => movedRow(key, commit))]
  if (rows.length === 0) return { keys: [], deleted: [...deleted] }
  await engine.insert({ table: 'traces', columns: TRACE_COLUMNS, format: 'JSONEachRow', bytes: jsonLines(rows) })
  return { keys: [...infos.map(keyOf), ...gone], deleted: [...deleted] }
}

function summaryOf(
  id: TraceId,
  rows: readonly SummaryRow[],
  records: readonly { record: string }[],
  edits: readonly TraceEdit[],
): TraceInfo {
  const spans: SummarySpan[] = rows.map(summarySpanOf)
  const record = foldRecords(records.map((row) => JSON.parse(row.record) as TraceRecord))
  return summarizeTrace(id, spans, record, edits)
}
