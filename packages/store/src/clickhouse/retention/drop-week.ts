import type { TraceId } from '@loupe-ai/model'
import type { Engine } from '../engine.ts'
import { IS_SAID_IN_WEEK, IS_WITHIN_WEEK, NEWEST_KEYS, TABLES_BY_WEEK } from './stored-weeks.ts'

/** What is said of traces, keys last: they say what is still to be taken away, should the process die before that. */
const TABLES_BY_TRACE = [
  'trace_records',
  'trace_edits',
  'span_costs',
  'superseded_spans',
  'deleted_traces',
  'trace_keys',
] as const

const OF_WEEK = `SELECT trace_id FROM (${NEWEST_KEYS}) WHERE ${IS_WITHIN_WEEK}`

/** Also what was said of traces that never came. */
const SAID_IN_WEEK = `SELECT trace_id FROM (${NEWEST_KEYS}) WHERE (${IS_WITHIN_WEEK} OR ${IS_SAID_IN_WEEK})`

/** Drops the week's partitions, and gives how many traces were in them. No commit may run meanwhile. */
export async function dropPartitions(engine: Engine, week: number): Promise<number> {
  const [row] = await engine.rows<{ traces: string }>(
    `SELECT count() AS traces FROM (${NEWEST_KEYS}) WHERE ${IS_WITHIN_WEEK} AND state = 'shown'`,
    { week },
    'write',
  )
  for (const table of TABLES_BY_WEEK) await engine.run(`ALTER TABLE ${table} DROP PARTITION ID '${week}'`)
  return Number(row?.traces ?? 0)
}

/**
 * Takes away what else is stored of the week's traces, beside commits: it leaves alone those of which something came in a
 * commit after `before`.
 */
export async function dropSayings(engine: Engine, week: number, before: bigint): Promise<void> {
  for (const table of TABLES_BY_TRACE) {
    await engine.run(`DELETE FROM ${table} WHERE trace_id IN (${SAID_IN_WEEK} AND commit < {before:UInt64})`, {
      week,
      before,
    })
  }
}

export async function tracesOfWeek(engine: Engine, week: number, ids: readonly TraceId[]): Promise<TraceId[]> {
  if (ids.length === 0) return []
  const rows = await engine.rows<{ trace_id: TraceId }>(
    `${OF_WEEK} AND trace_id IN {ids:Array(String)}`,
    { week, ids },
    'write',
  )
  return rows.map(({ trace_id }) => trace_id)
}
