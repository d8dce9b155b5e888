import type { TraceId } from '@loupe-ai/model'
import { Binder } from './binder.ts'
import type { Engine } from './engine.ts'
import { PART_COLUMNS } from './payload/prepare-parts.ts'
import { SPAN_DAY } from './payload/part-rows.ts'
import { LOST_VALUE } from './payload/span-values.ts'
import { SHARED, VALUES } from './payload/content-hash.ts'
import type { TableShape } from './schema/migration.ts'
import { VALUES_FORM } from './payload/loose-text.ts'
import { NOWHERE, type SpanPlace, widen, withinPlace } from './summary/span-place.ts'
import { readTraceKeys } from './summary/trace-keys.ts'

/** What is said of traces, in the order of their ids. */
const TABLES_BY_TRACE = ['trace_records', 'span_costs', 'trace_edits'] as const

const MINUTES_PER_DAY = 24 * 60

/**
 * Takes the rows of these deleted traces away; merges free their room. Parts that other traces refer to are handed on to
 * the next of them. No commit may run meanwhile.
 */
export async function purgeTraces(engine: Engine, ids: readonly TraceId[], shape: TableShape): Promise<void> {
  const keys = await readTraceKeys(engine, ids, 'write')
  const place = keys.map(({ spanPlace }) => spanPlace).reduce(widen, NOWHERE)
  if (place !== NOWHERE) await purgeSpans(engine, ids, place, shape)
  for (const table of TABLES_BY_TRACE) {
    await engine.run(`DELETE FROM ${shape.rowsOf(table)} WHERE trace_id IN {ids:Array(String)}`, { ids })
  }
}

async function purgeSpans(engine: Engine, ids: readonly TraceId[], place: SpanPlace, shape: TableShape): Promise<void> {
  const binder = new Binder('p')
  const spans = withinPlace(place, binder)
  const parts = `experiment_id IN ${binder.bind(place.experiments, 'Array(String)')} AND day BETWEEN ${day(place.firstMinute)} AND ${day(place.lastMinute)}`
  const ofTraces = `trace_id IN ${binder.bind(ids, 'Array(String)')}`
  const handedOn = `SELECT hash FROM parts WHERE ${parts} AND ${ofTraces} AND form < ${VALUES_FORM}`
  // The next to refer to each part.
  const next = `
    SELECT experiment_id, day, hash, min((start_nanos, span_id, trace_id)) AS first
    FROM (
      SELECT experiment_id, ${SPAN_DAY} AS day, start_nanos, span_id, trace_id,
        arrayJoin(arrayFilter(h -> h IN (${handedOn}), arrayConcat(inputs, outputs))) AS hash
      FROM spans
      WHERE experiment_id IN ${binder.bind(place.experiments, 'Array(String)')}
        AND ${SPAN_DAY} BETWEEN ${day(place.firstMinute)} AND ${day(place.lastMinute)}
        AND trace_id NOT IN (SELECT trace_id FROM deleted_traces)
    )
    GROUP BY experiment_id, day, hash`
  await engine.run(
    `INSERT INTO parts (${PART_COLUMNS.join(', ')})
    SELECT experiment_id, day, conversation, hash, first.3, first.2, form, body, raw, 18446744073709551615 - first.1, commit
    FROM (SELECT * FROM parts WHERE ${parts} AND ${ofTraces} AND form < ${VALUES_FORM}) AS said
    INNER JOIN (${next}) AS next USING (experiment_id, day, hash)`,
    binder.parameters,
  )
  await engine.run(
    `INSERT INTO parts (experiment_id, day, conversation, hash, form, body)
    SELECT DISTINCT experiment_id, day, '${VALUES}', '${SHARED}', ${VALUES_FORM}, '${LOST_VALUE}' FROM parts
    WHERE ${parts} AND ${ofTraces} AND form = ${VALUES_FORM}`,
    binder.parameters,
  )
  await engine.run(`DELETE FROM ${shape.rowsOf('spans')} WHERE ${spans} AND ${ofTraces}`, binder.parameters)
  await engine.run(`DELETE FROM ${shape.rowsOf('parts')} WHERE ${parts} AND ${ofTraces}`, binder.parameters)
}

const day = (minute: number): number => Math.floor(minute / MINUTES_PER_DAY)
