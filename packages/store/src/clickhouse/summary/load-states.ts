import type { SpanId, TraceId, TraceRecord } from '@loupe-ai/model'
import { Binder } from '../binder.ts'
import type { Engine } from '../engine.ts'
import { SUMMARY_COLUMNS, type SummaryRow, summarySpanOf } from '../span-row.ts'
import { isNowhere, SPAN_MINUTE, type SpanPlace, widen, withinPlace } from './span-place.ts'
import { readTraceKeys } from './trace-keys.ts'
import { addEdit, addRecord, addSpan, newTraceState, type TraceState } from './trace-state.ts'
import type { EditRow } from './trace-edit-rows.ts'

const OF_TRACES = 'trace_id IN {ids:Array(String)}'

const RECORDS = `
  SELECT trace_id, digest, record FROM trace_records FINAL
  WHERE ${OF_TRACES}
  ORDER BY trace_id, commit`

const EDITS = `
  SELECT trace_id, kind, key, field, value FROM trace_edits FINAL
  WHERE ${OF_TRACES} AND kind != 'event-content'
  ORDER BY trace_id, commit`

const COSTS = `SELECT trace_id, span_id, cost FROM span_costs FINAL WHERE ${OF_TRACES}`

type OfTrace<Row> = Row & { readonly trace_id: TraceId }

/** Reads all that is stored of these traces. `elsewhere` says where spans lie that no key tells of yet. */
export async function loadStates(
  engine: Engine,
  ids: readonly TraceId[],
  elsewhere: ReadonlyMap<TraceId, SpanPlace>,
): Promise<TraceState[]> {
  if (ids.length === 0) return []
  const keys = await readTraceKeys(engine, ids, 'write')
  const states = new Map(ids.map((id) => [id, newTraceState(id)]))
  const more = { records: new Set<TraceId>(), edits: new Set<TraceId>(), costs: new Set<TraceId>() }
  for (const key of keys) {
    const state = states.get(key.traceId)!
    state.spanPlace = key.spanPlace
    state.summaryPlace = key.summaryPlace
    state.isDeleted = key.isDeleted
    if (key.hasRecords) more.records.add(key.traceId)
    if (key.hasEdits) more.edits.add(key.traceId)
    if (key.hasCosts) more.costs.add(key.traceId)
  }
  for (const [id, place] of elsewhere) {
    const state = states.get(id)
    if (state === undefined) continue
    state.spanPlace = widen(state.spanPlace, place)
    for (const set of Object.values(more)) set.add(id)
  }
  const living = [...states.values()].filter(({ isDeleted }) => !isDeleted)
  await Promise.all([
    loadSpans(engine, living),
    rowsOf<{ digest: string; record: string }>(engine, RECORDS, more.records, (state, { digest, record }) =>
      addRecord(state, digest, JSON.parse(record) as TraceRecord),
    ),
    rowsOf<EditRow>(engine, EDITS, more.edits, addEdit),
    rowsOf<{ span_id: SpanId; cost: string }>(engine, COSTS, more.costs, (state, { span_id, cost }) =>
      state.costs.set(span_id, cost),
    ),
  ])
  return [...states.values()]

  async function rowsOf<Row>(
    from: Engine,
    statement: string,
    traces: ReadonlySet<TraceId>,
    add: (state: TraceState, row: Row) => void,
  ): Promise<void> {
    if (traces.size === 0) return
    const rows = await from.rows<OfTrace<Row>>(statement, { ids: [...traces] }, 'write')
    for (const row of rows) add(states.get(row.trace_id)!, row)
  }
}

const MINUTES_AT_ONCE = 24 * 60

/** Traces of about one time together: the table is in order of time. */
async function loadSpans(engine: Engine, states: readonly TraceState[]): Promise<void> {
  const placed = states.filter(({ spanPlace }) => !isNowhere(spanPlace))
  const groups = Map.groupBy(placed, ({ spanPlace }) => Math.floor(spanPlace.firstMinute / MINUTES_AT_ONCE))
  for (const group of groups.values()) await loadGroup(engine, group)
}

async function loadGroup(engine: Engine, states: readonly TraceState[]): Promise<void> {
  const byId = new Map(states.map((state) => [state.traceId, state]))
  const binder = new Binder('p')
  const place = states.map(({ spanPlace }) => spanPlace).reduce(widen)
  const ids = binder.bind([...byId.keys()], 'Array(String)')
  // LIMIT BY rather than FINAL, which costs several times as much here. Of each place one copy, for what is superseded.
  const rows = await engine.rows<SummaryRow & { readonly version: string }>(
    `SELECT ${SUMMARY_COLUMNS.join(', ')}, cost, toString(version) AS version FROM spans
    WHERE ${withinPlace(place, binder)} AND trace_id IN ${ids}
    ORDER BY trace_id, span_id, spans.version DESC
    LIMIT 1 BY trace_id, span_id, experiment_id, ${SPAN_MINUTE}`,
    binder.parameters,
    'write',
  )
  for (const row of rows) addSpan(byId.get(row.trace_id)!, summarySpanOf(row), BigInt(row.version))
}
