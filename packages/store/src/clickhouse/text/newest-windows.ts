import type { ExperimentId, Filter } from '@loupe-ai/model'
import type { CompiledOrder } from '../compile-order.ts'
import type { Engine } from '../engine.ts'
import { type CountedSayings, saidAtMost } from './count-said.ts'

export interface WindowsOf {
  readonly experimentIds: readonly ExperimentId[]
  readonly filter: Filter | undefined
  readonly after: ReturnType<CompiledOrder['after']> | undefined
  /** How many traces are looked for. */
  readonly wanted: number
  readonly said: CountedSayings
}

/** Where words do not tell how often a text is found: so many of the newest traces first, and then. */
const UNKNOWN_WINDOWS = [400, 10_000] as const
/** What is said no more often than that is found at once. */
const MAX_FOUND_AT_ONCE = 2_000
/** A trace may say something several times, and words come in bursts. */
const SURPLUS = 4

/**
 * Since when the newest traces of some experiments began, in milliseconds: one after the other, the beginnings of windows in
 * which a search for text is likely to find enough. None where spans began long before what their traces say: there a window
 * does not hold all that they say.
 */
export async function* newestWindows(engine: Engine, asked: WindowsOf): AsyncGenerator<number> {
  for (const count of await windowSizes(engine, asked)) {
    const [row] = await engine.rows<{ since: string }>(
      `SELECT toString(start_millis) AS since FROM traces
      WHERE experiment_id IN {experiments:Array(String)} ${asked.after === undefined ? '' : `AND ${asked.after.condition}`}
        AND NOT (SELECT count() > 0 FROM shared_experiments
          WHERE experiment_id IN {experiments:Array(String)} AND experiment_id = span_experiment_id)
      ORDER BY start_millis DESC
      LIMIT 1 OFFSET {count:UInt64}`,
      { ...asked.after?.parameters, experiments: asked.experimentIds, count },
    )
    if (row === undefined) return
    yield Number(row.since)
  }
}

async function windowSizes(
  engine: Engine,
  { filter, said, wanted, experimentIds }: WindowsOf,
): Promise<readonly number[]> {
  const found = filter && saidAtMost(filter, said)
  if (found === undefined) return UNKNOWN_WINDOWS
  if (found <= MAX_FOUND_AT_ONCE) return []
  const [row] = await engine.rows<{ traces: string }>(
    'SELECT count() AS traces FROM traces WHERE experiment_id IN {experiments:Array(String)}',
    { experiments: experimentIds },
  )
  const traces = Number(row?.traces ?? 0)
  const size = Math.ceil((traces / found) * wanted * SURPLUS)
  return [size, 8 * size].filter((each) => each < traces / 2)
}
