import type { ExperimentId } from '@loupe-ai/model'
import type { CompiledOrder } from '../compile-order.ts'
import type { Engine } from '../engine.ts'

/** How many of the newest traces are looked at first, and then. */
const WINDOWS = [400, 10_000] as const

/**
 * Since when the newest traces of some experiments began, in milliseconds, for a few numbers of them; fewer where there
 * are no more. None where spans began long before what their traces say: there a window does not hold all that they say.
 */
export async function newestWindows(
  engine: Engine,
  experimentIds: readonly ExperimentId[],
  after: ReturnType<CompiledOrder['after']> | undefined,
): Promise<number[]> {
  const rows = await Promise.all(
    WINDOWS.map((count) =>
      engine.rows<{ since: string }>(
        `SELECT toString(start_millis) AS since FROM traces
        WHERE experiment_id IN {experiments:Array(String)} ${after === undefined ? '' : `AND ${after.condition}`}
          AND NOT (SELECT count() > 0 FROM shared_experiments
            WHERE experiment_id IN {experiments:Array(String)} AND experiment_id = span_experiment_id)
        ORDER BY start_millis DESC
        LIMIT 1 OFFSET {count:UInt64}`,
        { ...after?.parameters, experiments: experimentIds, count },
      ),
    ),
  )
  return rows.flatMap(([row]) => (row === undefined ? [] : [Number(row.since)]))
}
