import type { ExperimentId } from '@loupe-ai/model'
import type { Binder } from '../binder.ts'
import type { Engine } from '../engine.ts'
import { SPAN_MINUTE } from '../summary/span-place.ts'

/** Where a search looks for text. */
export interface TextScope {
  /** Everywhere when undefined. */
  readonly experimentIds: readonly ExperimentId[] | undefined
  /** Only what traces say that began then or later, in milliseconds since 1970. */
  readonly minStartMillis?: number
  /** Where spans of these experiments lie, as `spanExperiments` found out; a statement looks for itself when absent. */
  readonly spanExperimentIds?: readonly string[]
}

/**
 * The experiments under which there are spans of traces of these. A search of several statements asks once: within each
 * it would take longer than the rest.
 */
export async function spanExperiments(engine: Engine, experimentIds: readonly ExperimentId[]): Promise<string[]> {
  const others = await engine.rows<{ id: string }>(
    'SELECT DISTINCT span_experiment_id AS id FROM shared_experiments WHERE experiment_id IN {experiments:Array(String)}',
    { experiments: experimentIds },
  )
  return [...new Set([...experimentIds, ...others.map(({ id }) => id)])]
}

/** Spans that began longer than this before their trace are told of by `shared_experiments`. */
export const EARLY_MILLIS = 3_600_000

const MILLIS_PER_MINUTE = 60_000
const MILLIS_PER_DAY = 86_400_000

/**
 * SQL over `spans`: rows that may be of traces within the scope. A trace may have spans under other experiments than its
 * own, and a little before what it says of its beginning.
 */
export const spansWithin = (scope: TextScope, binder: Binder): string =>
  within(scope, SPAN_MINUTE, MILLIS_PER_MINUTE, binder)

/** The same over `parts`. */
export const partsWithin = (scope: TextScope, binder: Binder): string => within(scope, 'day', MILLIS_PER_DAY, binder)

function within(
  { experimentIds, minStartMillis, spanExperimentIds }: TextScope,
  unit: string,
  unitMillis: number,
  binder: Binder,
): string {
  const conditions: string[] = []
  if (spanExperimentIds !== undefined) {
    conditions.push(`experiment_id IN ${binder.bind(spanExperimentIds, 'Array(String)')}`)
  } else if (experimentIds !== undefined) {
    const ids = binder.bind(experimentIds, 'Array(String)')
    conditions.push(`experiment_id IN (
      SELECT arrayJoin(${ids}) UNION ALL SELECT span_experiment_id FROM shared_experiments WHERE experiment_id IN ${ids}
    )`)
  }
  if (minStartMillis !== undefined) {
    conditions.push(
      `${unit} >= ${binder.bind(Math.max(0, Math.floor((minStartMillis - EARLY_MILLIS) / unitMillis)), 'UInt64')}`,
    )
  }
  return conditions.length === 0 ? 'true' : conditions.join(' AND ')
}
