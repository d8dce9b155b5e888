import type { RunField, RunOrder } from '@loupe-ai/model'
import { type RawBuilder, sql, type SqlBool } from 'kysely'
import type { FieldSource } from './compile-tree.ts'
import type { SortKey, SortValue } from './keyset.ts'

const COLUMNS = {
  run_id: 'runs.run_id',
  run_name: 'runs.name',
  user_id: 'runs.user_id',
  status: 'runs.status',
  artifact_uri: 'runs.artifact_uri',
  start_time: 'runs.start_millis',
  end_time: 'runs.end_millis',
} as const

const TABLES = { metric: 'run_latest_metrics', param: 'run_params', tag: 'run_tags' } as const

/** The tag of a dataset's input that MLflow's searches call its context. */
const CONTEXT_TAG = 'mlflow.data.context'

/** Where a search of the table `runs` finds a field. */
export function runFieldSource(field: RunField): FieldSource {
  if (field.entity === 'attribute') return { value: sql.ref(COLUMNS[field.key]) }
  if (field.entity === 'dataset') return datasetSource(field.key)
  const table = TABLES[field.entity]
  return {
    value: sql.ref(`${table}.value`),
    ...(field.entity === 'metric' && { isNan: sql.ref<number>(`${table}.is_nan`) }),
    anyRow: (where) =>
      sql<SqlBool>`exists (select 1 from ${sql.table(table)} where ${sql.ref(`${table}.run_id`)} = runs.run_id and ${sql.ref(`${table}.key`)} = ${field.key} and ${where})`,
  }
}

function datasetSource(key: 'name' | 'digest' | 'context'): FieldSource {
  if (key === 'context') {
    return {
      value: sql.ref('run_dataset_tags.value'),
      anyRow: (where) =>
        sql<SqlBool>`exists (select 1 from run_dataset_tags where run_dataset_tags.run_id = runs.run_id and run_dataset_tags.key = ${CONTEXT_TAG} and ${where})`,
    }
  }
  return {
    value: sql.ref(`datasets.${key}`),
    anyRow: (where) =>
      sql<SqlBool>`exists (select 1 from run_datasets join datasets on datasets.dataset_id = run_datasets.dataset_id where run_datasets.run_id = runs.run_id and ${where})`,
  }
}

/** By these keys, then latest start first, then by id. */
export function runSortKeys(orders: readonly RunOrder[]): readonly SortKey[] {
  const isGiven = (key: string): boolean =>
    orders.some(({ field }) => field.entity === 'attribute' && field.key === key)
  return [
    ...orders.map(({ field, descending }) => ({ ...sortSource(field), descending })),
    ...(isGiven('start_time') ? [] : [{ value: column(COLUMNS.start_time), descending: true }]),
    ...(isGiven('run_id') ? [] : [{ value: column(COLUMNS.run_id), descending: false }]),
  ]
}

function sortSource(field: RunOrder['field']): Pick<SortKey, 'value' | 'rank'> {
  if (field.entity === 'attribute') {
    const value = column(COLUMNS[field.key])
    return field.key === 'end_time' ? { value, rank: sql`case when ${value} is null then 1 else 0 end` } : { value }
  }
  const table = TABLES[field.entity]
  const read = (what: RawBuilder<unknown>): RawBuilder<SortValue> =>
    sql`(select ${what} from ${sql.table(table)} where ${sql.ref(`${table}.run_id`)} = runs.run_id and ${sql.ref(`${table}.key`)} = ${field.key})`
  const rank = field.entity === 'metric' ? sql.ref(`${table}.is_nan`) : sql`0`
  return { value: read(sql.ref(`${table}.value`)), rank: sql`coalesce(${read(rank)}, 2)` }
}

const column = (name: string): RawBuilder<SortValue> => sql.ref(name)
