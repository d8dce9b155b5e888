import type { Metric, RunId } from '@loupe-ai/model'
import type { Kysely, Transaction } from 'kysely'
import type { Param, ParamConflict } from '../run-store.ts'
import { inGroups } from './in-groups.ts'
import type { MetadataTables, RunMetric } from './tables.ts'

/** What was logged, and of each key the latest. Repeats are one. */
export async function writeMetrics(
  transaction: Transaction<MetadataTables>,
  id: RunId,
  metrics: readonly Metric[],
): Promise<void> {
  const rows = metrics.map((metric) => metricRow(id, metric))
  for (const some of inGroups(rows)) {
    await transaction
      .insertInto('run_metrics')
      .values(some)
      .onConflict((conflict) => conflict.doNothing())
      .execute()
  }
  for (const some of inGroups(latestByKey(rows))) {
    await transaction
      .insertInto('run_latest_metrics')
      .values(some)
      .onConflict((conflict) =>
        conflict
          .columns(['run_id', 'key'])
          .doUpdateSet(({ ref }) => ({
            value: ref('excluded.value'),
            is_nan: ref('excluded.is_nan'),
            timestamp_millis: ref('excluded.timestamp_millis'),
            step: ref('excluded.step'),
          }))
          // In the statement itself, so that of two who log at once the later step stands.
          .where(({ eb, refTuple }) =>
            eb(
              refTuple('excluded.step', 'excluded.timestamp_millis', 'excluded.value'),
              '>',
              refTuple('run_latest_metrics.step', 'run_latest_metrics.timestamp_millis', 'run_latest_metrics.value'),
            ),
          ),
      )
      .execute()
  }
}

/** Writes what is new and gives what is already there with another value. */
export async function writeParams(
  transaction: Transaction<MetadataTables>,
  id: RunId,
  params: readonly Param[],
): Promise<ParamConflict[]> {
  const conflicts: ParamConflict[] = []
  for (const some of inGroups(params)) {
    await transaction
      .insertInto('run_params')
      .values(some.map(({ key, value }) => ({ run_id: id, key, value })))
      .onConflict((conflict) => conflict.doNothing())
      .execute()
    const keys = some.map(({ key }) => key)
    const stored = await transaction
      .selectFrom('run_params')
      .selectAll()
      .where('run_id', '=', id)
      .where('key', 'in', keys)
      .execute()
    const valueOf = new Map(stored.map(({ key, value }) => [key, value]))
    for (const { key, value } of some) {
      const oldValue = valueOf.get(key)
      if (oldValue !== undefined && oldValue !== value) conflicts.push({ key, oldValue, newValue: value })
    }
  }
  return conflicts
}

/** Of a repeated key the last one stands. */
export async function writeTags(transaction: Kysely<MetadataTables>, id: RunId, tags: readonly Param[]): Promise<void> {
  const last = [...new Map(tags.map((tag) => [tag.key, tag])).values()]
  for (const some of inGroups(last)) {
    await transaction
      .insertInto('run_tags')
      .values(some.map(({ key, value }) => ({ run_id: id, key, value })))
      .onConflict((conflict) =>
        conflict.columns(['run_id', 'key']).doUpdateSet(({ ref }) => ({ value: ref('excluded.value') })),
      )
      .execute()
  }
}

/** As databases keep it that know no NaN and no infinity. */
export function metricRow(id: RunId, { key, value, timestampMillis, step }: Metric): RunMetric {
  const isNan = Number.isNaN(value)
  const finite = Math.min(Math.max(value, -Number.MAX_VALUE), Number.MAX_VALUE)
  return {
    run_id: id,
    key,
    value: isNan ? 0 : finite,
    is_nan: isNan ? 1 : 0,
    timestamp_millis: timestampMillis,
    step,
  }
}

function latestByKey(rows: readonly RunMetric[]): RunMetric[] {
  const latest = new Map<string, RunMetric>()
  for (const row of rows) {
    const before = latest.get(row.key)
    if (before === undefined || isLater(row, before)) latest.set(row.key, row)
  }
  return [...latest.values()]
}

const isLater = (left: RunMetric, right: RunMetric): boolean =>
  (left.step - right.step || left.timestamp_millis - right.timestamp_millis || left.value - right.value) > 0
