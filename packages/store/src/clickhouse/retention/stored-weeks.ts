import { type ExperimentId, type TraceId, type UnixMillis, unixMillis } from '@loupe-ai/model'
import type { StoredWeek } from '../../retention.ts'
import type { Engine } from '../engine.ts'

/** Tables whose partitions are weeks since 1970; partition 0 holds odd times and is none. */
export const TABLES_BY_WEEK = ['spans', 'parts', 'traces'] as const

const WEEK_MILLIS = 7 * 86_400_000
const MINUTES_PER_WEEK = 7 * 24 * 60

const weekStart = (week: number): UnixMillis => unixMillis(week * WEEK_MILLIS)

const PARTITIONS = `
  SELECT partition_id, sum(bytes_on_disk) AS bytes FROM system.parts
  WHERE active AND database = currentDatabase() AND table IN ('spans', 'parts', 'traces')
  GROUP BY partition_id`

const EXPERIMENTS = `
  SELECT week, groupUniqArray(experiment_id) AS experiments, sum(is_trace) AS traces FROM (
    SELECT _partition_id AS week, experiment_id, count() AS is_trace FROM traces FINAL GROUP BY week, experiment_id
    UNION ALL
    SELECT _partition_id AS week, experiment_id, 0 AS is_trace FROM spans GROUP BY week, experiment_id
  ) GROUP BY week`

/** A commit is a time in microseconds. */
const COMMIT_WEEK = `intDiv(commit, ${WEEK_MILLIS * 1000})`
/** SQL over `trace_keys`: something was said of the trace, and nothing of it is there. */
const IS_UNKNOWN = `(state = 'unknown' AND empty(span_experiments) AND experiment_id = '')`
export const IS_SAID_IN_WEEK: string = `(${IS_UNKNOWN} AND ${COMMIT_WEEK} = {week:UInt32})`

/**
 * Weeks of which there are only keys left: the process died while it dropped them, or something was said in them of traces
 * that never came.
 */
const KEYS = `
  SELECT DISTINCT toString(intDiv(last_minute, ${MINUTES_PER_WEEK})) AS week FROM trace_keys
  WHERE intDiv(first_minute, ${MINUTES_PER_WEEK}) = intDiv(last_minute, ${MINUTES_PER_WEEK})
  UNION DISTINCT
  SELECT DISTINCT toString(${COMMIT_WEEK}) AS week FROM trace_keys WHERE ${IS_UNKNOWN}`

/** Oldest first. */
export async function storedWeeks(engine: Engine): Promise<StoredWeek[]> {
  const [partitions, experiments, keys] = await Promise.all([
    engine.rows<{ partition_id: string; bytes: string }>(PARTITIONS, {}, 'write'),
    engine.rows<{ week: string; experiments: ExperimentId[]; traces: string }>(EXPERIMENTS, {}, 'write'),
    engine.rows<{ week: string }>(KEYS, {}, 'write'),
  ])
  const bytesOf = new Map(partitions.map(({ partition_id, bytes }) => [partition_id, Number(bytes)]))
  const holds = new Map(experiments.map((row) => [row.week, row]))
  const weeks = new Set([...bytesOf.keys(), ...keys.map(({ week }) => week)])
  return [...weeks]
    .filter((week) => week !== '0')
    .map((text) => ({
      week: Number(text),
      startMillis: weekStart(Number(text)),
      endMillis: weekStart(Number(text) + 1),
      bytes: bytesOf.get(text) ?? 0,
      traces: Number(holds.get(text)?.traces ?? 0),
      experimentIds: holds.get(text)?.experiments ?? [],
    }))
    .toSorted((left, right) => left.week - right.week)
}

/** SQL over `trace_keys`: nothing of the trace lies outside of the week `{week:UInt32}`. */
const SPANS_WITHIN = `(empty(span_experiments) OR (
  intDiv(first_minute, ${MINUTES_PER_WEEK}) = {week:UInt32} AND intDiv(last_minute, ${MINUTES_PER_WEEK}) = {week:UInt32}))`
const SUMMARY_WITHIN = `(experiment_id = '' OR intDiv(start_millis, ${WEEK_MILLIS}) = {week:UInt32})`
export const IS_WITHIN_WEEK: string = `(${SPANS_WITHIN} AND ${SUMMARY_WITHIN} AND (notEmpty(span_experiments) OR experiment_id != ''))`

const TOUCHES_WEEK = `(
  (notEmpty(span_experiments) AND {week:UInt32} BETWEEN intDiv(first_minute, ${MINUTES_PER_WEEK}) AND intDiv(last_minute, ${MINUTES_PER_WEEK}))
  OR (experiment_id != '' AND intDiv(start_millis, ${WEEK_MILLIS}) = {week:UInt32}))`

/** The newest of what is known of each trace. */
export const NEWEST_KEYS: string = `
  SELECT trace_id, experiment_id, start_millis, span_experiments, first_minute, last_minute, state, commit
  FROM trace_keys FINAL`

export interface Straddler {
  readonly traceId: TraceId
  readonly experimentId: ExperimentId
  readonly startMillis: number
}

/** Living traces that are partly in a week and partly in another. */
export async function straddlers(engine: Engine, week: number): Promise<Straddler[]> {
  const rows = await engine.rows<{ trace_id: TraceId; experiment_id: ExperimentId; start_millis: string }>(
    `SELECT trace_id, experiment_id, start_millis FROM (${NEWEST_KEYS})
    WHERE state != 'deleted' AND ${TOUCHES_WEEK} AND NOT ${IS_WITHIN_WEEK}`,
    { week },
    'write',
  )
  return rows.map((row) => ({
    traceId: row.trace_id,
    experimentId: row.experiment_id,
    startMillis: Number(row.start_millis),
  }))
}
