import type { Engine } from '../engine.ts'
import { EARLY_MILLIS } from '../text/text-scope.ts'
import { isSamePlace, jsonLines, movedLine, placeOf, TRACE_COLUMNS, traceLine } from './summary-rows.ts'
import { KEY_COLUMNS, keyLine } from './trace-keys.ts'
import { summaryOf, type TraceState } from './trace-state.ts'

/**
 * Stores what these traces come to, and says in each state where that lies. The keys come last and all at once: until
 * they are stored the commit counts as not summarised.
 */
export async function writeSummaries(engine: Engine, states: readonly TraceState[], commit: bigint): Promise<void> {
  if (states.length === 0) return
  const lines: string[] = []
  for (const state of states) {
    const before = state.summaryPlace
    const info = state.isDeleted ? undefined : summaryOf(state)
    const place = info && placeOf(info)
    if (before !== undefined && (place === undefined || !isSamePlace(before, place))) {
      lines.push(movedLine(before, state, commit))
    }
    if (info !== undefined) lines.push(traceLine(info, state, commit))
    state.summaryPlace = place
  }
  await writeExceptions(engine, states, commit)
  if (lines.length > 0) {
    await engine.insert({ table: 'traces', columns: TRACE_COLUMNS, format: 'TSV', bytes: bytesOf(lines) })
  }
  const keys = states.map((state) => keyLine(state, commit))
  await engine.insert({ table: 'trace_keys', columns: KEY_COLUMNS, format: 'TSV', bytes: bytesOf(keys) })
}

const bytesOf = (lines: readonly string[]): Uint8Array => Buffer.from(`${lines.join('\n')}\n`)

const MILLIS_PER_MINUTE = 60_000

/** What a search for spans must know of besides: copies that no merge takes away, spans under another experiment, or early. */
async function writeExceptions(engine: Engine, states: readonly TraceState[], commit: bigint): Promise<void> {
  const superseded = states.flatMap(({ traceId, superseded: copies }) =>
    copies.map(({ version, span }) => ({
      trace_id: traceId,
      span_id: span.spanId,
      version: String(version),
      commit: String(commit),
    })),
  )
  const shared = new Map<string, Record<string, string>>()
  for (const { summaryPlace, spanPlace } of states) {
    for (const other of summaryPlace === undefined ? [] : spanPlace.experiments) {
      const { experimentId, startMillis } = summaryPlace!
      const isEarly = startMillis - spanPlace.firstMinute * MILLIS_PER_MINUTE > EARLY_MILLIS
      if (other === experimentId && !isEarly) continue
      const row = { experiment_id: experimentId, span_experiment_id: other, commit: String(commit) }
      shared.set(`${experimentId}/${other}`, row)
    }
  }
  await insertSome(engine, 'superseded_spans', ['trace_id', 'span_id', 'version', 'commit'], superseded)
  await insertSome(
    engine,
    'shared_experiments',
    ['experiment_id', 'span_experiment_id', 'commit'],
    [...shared.values()],
  )
  for (const state of states) state.superseded = []
}

async function insertSome(
  engine: Engine,
  table: string,
  columns: readonly string[],
  rows: readonly Record<string, string>[],
): Promise<void> {
  if (rows.length > 0) await engine.insert({ table, columns, format: 'JSONEachRow', bytes: jsonLines(rows) })
}
