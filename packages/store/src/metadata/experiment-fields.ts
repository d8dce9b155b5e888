import type { ExperimentField, ExperimentOrder } from '@loupe-ai/model'
import { sql, type SqlBool } from 'kysely'
import type { FieldSource } from './compile-tree.ts'
import type { SortKey, SortValue } from './keyset.ts'

const COLUMNS = {
  name: 'experiments.name',
  experiment_id: 'experiments.id',
  creation_time: 'experiments.created_millis',
  last_update_time: 'experiments.updated_millis',
} as const

/** Where a search of the table `experiments` finds a field. */
export function experimentFieldSource(field: ExperimentField): FieldSource {
  if (field.entity === 'attribute') {
    const column = sql.ref(COLUMNS[field.key])
    // An id is a text to those who search.
    return { value: field.key === 'experiment_id' ? sql`cast(${column} as text)` : column }
  }
  return {
    value: sql.ref('experiment_tags.value'),
    anyRow: (where) =>
      sql<SqlBool>`exists (select 1 from experiment_tags where experiment_tags.experiment_id = experiments.id and experiment_tags.key = ${field.key} and ${where})`,
  }
}

/** By these keys, then latest id first; without any, newest first (mlflow-wire.md §2). */
export function experimentSortKeys(orders: readonly ExperimentOrder[]): readonly SortKey[] {
  const given = orders.map(({ field, descending }) => keyBy(field.key, descending))
  if (orders.some(({ field }) => field.key === 'experiment_id')) return given
  return [...(given.length > 0 ? given : [keyBy('creation_time', true)]), keyBy('experiment_id', true)]
}

const keyBy = (key: keyof typeof COLUMNS, descending: boolean): SortKey => ({
  value: sql.ref<SortValue>(COLUMNS[key]),
  descending,
})
