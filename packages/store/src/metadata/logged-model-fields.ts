import type { LoggedModelField, LoggedModelOrder } from '@loupe-ai/model'
import { type RawBuilder, sql, type SqlBool } from 'kysely'
import type { DatasetName } from '../logged-model-store.ts'
import type { FieldSource, SqlCondition } from './compile-tree.ts'
import type { SortKey, SortValue } from './keyset.ts'

const COLUMNS = {
  model_id: 'logged_models.model_id',
  name: 'logged_models.name',
  status: 'logged_models.status',
  model_type: 'logged_models.model_type',
  source_run_id: 'logged_models.source_run_id',
  creation_time: 'logged_models.created_millis',
  last_updated_time: 'logged_models.updated_millis',
} as const

const TABLES = { metric: 'logged_model_metrics', param: 'logged_model_params', tag: 'logged_model_tags' } as const

/** Where a search of the table `logged_models` finds a field; metrics only of `datasets`, if there are any. */
export const loggedModelFieldSource =
  (datasets: readonly DatasetName[]) =>
  (field: LoggedModelField): FieldSource => {
    if (field.entity === 'attribute') return { value: sql.ref(COLUMNS[field.key]) }
    const table = TABLES[field.entity]
    const isMetric = field.entity === 'metric'
    return {
      value: sql.ref(`${table}.value`),
      ...(isMetric && { isNan: sql.ref<number>(`${table}.is_nan`) }),
      anyRow: (where) =>
        sql<SqlBool>`exists (select 1 from ${sql.table(table)} where ${sql.ref(`${table}.model_id`)} = logged_models.model_id and ${sql.ref(`${table}.key`)} = ${field.key} and ${isMetric ? onDatasets(datasets) : sql`1 = 1`} and ${where})`,
    }
  }

/** That a model was measured on one of these; of any when there are none. */
export const isMeasuredOn = (datasets: readonly DatasetName[]): SqlCondition =>
  sql<SqlBool>`exists (select 1 from logged_model_metrics where logged_model_metrics.model_id = logged_models.model_id and ${onDatasets(datasets)})`

function onDatasets(datasets: readonly DatasetName[]): SqlCondition {
  if (datasets.length === 0) return sql<SqlBool>`1 = 1`
  return sql<SqlBool>`(${sql.join(datasets.map(onDataset), sql` or `)})`
}

const onDataset = ({ name, digest }: DatasetName): SqlCondition =>
  digest === undefined
    ? sql<SqlBool>`logged_model_metrics.dataset_name = ${name}`
    : sql<SqlBool>`(logged_model_metrics.dataset_name = ${name} and logged_model_metrics.dataset_digest = ${digest})`

/** By these keys, then newest first, then by id. */
export function loggedModelSortKeys(orders: readonly LoggedModelOrder[]): readonly SortKey[] {
  const isGiven = (key: keyof typeof COLUMNS): boolean =>
    orders.some(({ field }) => field.entity === 'attribute' && field.key === key)
  return [
    ...orders.map((order) => ({ ...sortSource(order), descending: order.descending })),
    ...(isGiven('creation_time') ? [] : [{ value: sql.ref<SortValue>(COLUMNS.creation_time), descending: true }]),
    ...(isGiven('model_id') ? [] : [{ value: sql.ref<SortValue>(COLUMNS.model_id), descending: false }]),
  ]
}

function sortSource({ field, datasetName, datasetDigest }: LoggedModelOrder): Pick<SortKey, 'value' | 'rank'> {
  if (field.entity === 'attribute') return { value: sql.ref<SortValue>(COLUMNS[field.key]) }
  const dataset = datasetName === undefined ? [] : [{ name: datasetName, digest: datasetDigest }]
  const latest = (what: string): RawBuilder<SortValue> =>
    sql`(select ${sql.ref(`logged_model_metrics.${what}`)} from logged_model_metrics where logged_model_metrics.model_id = logged_models.model_id and logged_model_metrics.key = ${field.key} and ${onDatasets(dataset)} order by logged_model_metrics.timestamp_millis desc, logged_model_metrics.step desc, logged_model_metrics.run_id limit 1)`
  return { value: latest('value'), rank: sql`coalesce(${latest('is_nan')}, 2)` }
}
