import type { Span, TraceId, TraceRecord } from '@loupe-ai/model'
import type { StoredPiece, TraceSayings } from '../../trace-store.ts'
import { Binder } from '../binder.ts'
import type { Engine } from '../engine.ts'
import { readPayloads } from '../payload/part-rows.ts'
import { readEvents } from '../read-events.ts'
import { SPAN_COLUMNS, spanOf, type SpanRow } from '../span-row.ts'
import { foldRecords } from '../summary/fold-records.ts'
import { isNowhere, NOWHERE, widen, withinPlace } from '../summary/span-place.ts'
import { type EditRow, editOfRow } from '../summary/trace-edit-rows.ts'
import { readTraceKeys, type TraceKey } from '../summary/trace-keys.ts'
import { withCost } from '../with-cost.ts'

/** Small traces share their statements; of a large one this many spans are in memory with what they say. */
const TRACES_AT_ONCE = 100
const SPANS_AT_ONCE = 200

/** See TraceStore. */
export async function* readTraces(engine: Engine, ids: readonly TraceId[]): AsyncIterable<StoredPiece> {
  for (let start = 0; start < ids.length; start += TRACES_AT_ONCE) {
    const chosen = ids.slice(start, start + TRACES_AT_ONCE)
    const keys = new Map((await readTraceKeys(engine, chosen, 'read')).map((key) => [key.traceId, key]))
    const living = chosen.flatMap((id) => keys.get(id) ?? []).filter(({ isDeleted }) => !isDeleted)
    const sayings = await readSayings(engine, living)
    const rows = Map.groupBy(await readRows(engine, living), (row) => row.trace_id)
    yield* inOrder(
      engine,
      living,
      withPayloads(
        engine,
        living.flatMap(({ traceId }) => rows.get(traceId) ?? []),
      ),
      sayings,
    )
  }
}

/** What was said of each trace after the last of its spans; `spans` come in the order of `keys`. */
async function* inOrder(
  engine: Engine,
  keys: readonly TraceKey[],
  spans: AsyncIterable<readonly Span[]>,
  sayings: ReadonlyMap<TraceId, TraceSayings>,
): AsyncIterable<StoredPiece> {
  let done = 0
  const until = async function* (next: TraceId | undefined): AsyncIterable<StoredPiece> {
    for (; done < keys.length && keys[done]!.traceId !== next; done++) {
      const { traceId, hasEdits } = keys[done]!
      const said = sayings.get(traceId)
      if (said !== undefined) yield { kind: 'sayings', sayings: said }
      if (hasEdits) yield* eventsOf(engine, traceId)
    }
  }
  for await (const some of spans) {
    for (const [traceId, ofTrace] of Map.groupBy(some, (span) => span.traceId)) {
      yield* until(traceId)
      yield { kind: 'spans', traceId, spans: ofTrace }
    }
  }
  yield* until(undefined)
}

async function* eventsOf(engine: Engine, traceId: TraceId): AsyncIterable<StoredPiece> {
  for await (const events of readEvents(engine, traceId)) {
    yield { kind: 'sayings', sayings: { traceId, edits: events.map(({ edit }) => edit) } }
  }
}

/** Roots first, then by start, of each trace; what their payloads say is not read yet. */
function readRows(engine: Engine, keys: readonly TraceKey[]): Promise<SpanRow[]> {
  const placed = keys.filter(({ spanPlace }) => !isNowhere(spanPlace))
  const place = placed.map(({ spanPlace }) => spanPlace).reduce(widen, NOWHERE)
  if (isNowhere(place)) return Promise.resolve([])
  const binder = new Binder('p')
  const ids = placed.map(({ traceId }) => traceId)
  const ofTraces = `trace_id IN ${binder.bind(ids, 'Array(String)')}`
  const newest = `
    SELECT ${SPAN_COLUMNS.join(', ')}, cost FROM spans
    WHERE ${withinPlace(place, binder)} AND ${ofTraces}
    ORDER BY trace_id, span_id, version DESC
    LIMIT 1 BY trace_id, span_id`
  const hasCosts = placed.some((key) => key.hasCosts)
  return engine.rows<SpanRow>(
    `${hasCosts ? withCost(SPAN_COLUMNS, newest, ofTraces) : `SELECT * FROM (${newest})`}
    ORDER BY trace_id, parent_id != '', start_nanos, span_id`,
    binder.parameters,
  )
}

async function* withPayloads(engine: Engine, rows: readonly SpanRow[]): AsyncIterable<Span[]> {
  for (let start = 0; start < rows.length; start += SPANS_AT_ONCE) {
    const chosen = rows.slice(start, start + SPANS_AT_ONCE)
    const payloadOf = await readPayloads(engine, chosen)
    yield chosen.map((row) => spanOf(row, payloadOf))
  }
}

type OfTrace<Row> = Row & { readonly trace_id: TraceId }

async function readSayings(engine: Engine, keys: readonly TraceKey[]): Promise<Map<TraceId, TraceSayings>> {
  const of = async <Row>(
    table: 'trace_records' | 'trace_edits',
    columns: string,
    some: readonly TraceKey[],
    where = '',
  ): Promise<Map<TraceId, OfTrace<Row>[]>> => {
    if (some.length === 0) return new Map()
    const rows = await engine.rows<OfTrace<Row>>(
      `SELECT trace_id, ${columns} FROM ${table} FINAL
      WHERE trace_id IN {ids:Array(String)} ${where}
      ORDER BY trace_id, commit`,
      { ids: some.map(({ traceId }) => traceId) },
    )
    return Map.groupBy(rows, (row) => row.trace_id)
  }
  const [records, edits] = await Promise.all([
    of<{ record: string }>(
      'trace_records',
      'record',
      keys.filter(({ hasRecords }) => hasRecords),
    ),
    of<EditRow>(
      'trace_edits',
      'kind, key, field, value',
      keys.filter(({ hasEdits }) => hasEdits),
      `AND kind NOT IN ('event', 'event-content')`,
    ),
  ])
  const ids = new Set([...records.keys(), ...edits.keys()])
  return new Map(
    Array.from(ids, (traceId) => [
      traceId,
      {
        traceId,
        record: foldRecords((records.get(traceId) ?? []).map(({ record }) => JSON.parse(record) as TraceRecord)),
        edits: (edits.get(traceId) ?? []).map(editOfRow),
      },
    ]),
  )
}
