import {
  type DatasetInput,
  experimentId,
  type Metric,
  type ModelOutput,
  type Run,
  type RunId,
  type RunInfo,
  unixMillis,
} from '@loupe-ai/model'
import type { Kysely, Selectable } from 'kysely'
import { inGroups } from './in-groups.ts'
import type { MetadataTables, RunMetric } from './tables.ts'

export type RunRow = Selectable<MetadataTables['runs']>

/** Runs with all that was logged of them, in the order of `rows`. */
export async function readRuns(database: Kysely<MetadataTables>, rows: readonly RunRow[]): Promise<Run[]> {
  const runs: Run[] = []
  for (const some of inGroups(rows)) runs.push(...(await readSome(database, some)))
  return runs
}

async function readSome(database: Kysely<MetadataTables>, rows: readonly RunRow[]): Promise<Run[]> {
  const ids = rows.map((row) => row.run_id)
  const metrics = await database
    .selectFrom('run_latest_metrics')
    .selectAll()
    .where('run_id', 'in', ids)
    .orderBy('key')
    .execute()
  const params = await database.selectFrom('run_params').selectAll().where('run_id', 'in', ids).orderBy('key').execute()
  const tags = await database.selectFrom('run_tags').selectAll().where('run_id', 'in', ids).orderBy('key').execute()
  const models = await database
    .selectFrom('run_models')
    .selectAll()
    .where('run_id', 'in', ids)
    .orderBy('model_id')
    .orderBy('step')
    .execute()
  const datasets = await readDatasets(database, ids)
  const metricsOf = Map.groupBy(metrics, (metric) => metric.run_id)
  const paramsOf = Map.groupBy(params, (param) => param.run_id)
  const tagsOf = Map.groupBy(tags, (tag) => tag.run_id)
  const modelsOf = Map.groupBy(models, (model) => model.run_id)
  return rows.map((row) => ({
    ...runInfoOf(row),
    metrics: (metricsOf.get(row.run_id) ?? []).map(metricOf),
    params: textsOf(paramsOf.get(row.run_id)),
    tags: textsOf(tagsOf.get(row.run_id)),
    datasets: datasets.get(row.run_id) ?? [],
    modelInputs: (modelsOf.get(row.run_id) ?? []).flatMap(({ role, model_id }) => (role === 'input' ? [model_id] : [])),
    modelOutputs: (modelsOf.get(row.run_id) ?? []).flatMap(({ role, model_id, step }): ModelOutput[] =>
      role === 'output' ? [{ modelId: model_id, step }] : [],
    ),
  }))
}

async function readDatasets(
  database: Kysely<MetadataTables>,
  ids: readonly string[],
): Promise<ReadonlyMap<string, DatasetInput[]>> {
  const rows = await database
    .selectFrom('run_datasets')
    .innerJoin('datasets', 'datasets.dataset_id', 'run_datasets.dataset_id')
    .selectAll('datasets')
    .select('run_datasets.run_id')
    .where('run_datasets.run_id', 'in', ids)
    .orderBy('datasets.name')
    .orderBy('datasets.digest')
    .execute()
  if (rows.length === 0) return new Map()
  const tags = await database.selectFrom('run_dataset_tags').selectAll().where('run_id', 'in', ids).execute()
  const tagsOf = Map.groupBy(tags, (tag) => `${tag.run_id} ${tag.dataset_id}`)
  const found = new Map<string, DatasetInput[]>()
  for (const row of rows) {
    const dataset: DatasetInput = {
      name: row.name,
      digest: row.digest,
      sourceType: row.source_type,
      source: row.source,
      ...(row.schema !== null && { schema: row.schema }),
      ...(row.profile !== null && { profile: row.profile }),
      tags: textsOf(tagsOf.get(`${row.run_id} ${row.dataset_id}`)),
    }
    found.set(row.run_id, [...(found.get(row.run_id) ?? []), dataset])
  }
  return found
}

export const runInfoOf = (row: RunRow): RunInfo => ({
  runId: row.run_id as RunId,
  name: row.name,
  experimentId: experimentId(String(row.experiment_id)),
  userId: row.user_id,
  status: row.status,
  startMillis: unixMillis(row.start_millis),
  ...(row.end_millis !== null && { endMillis: unixMillis(row.end_millis) }),
  artifactUri: row.artifact_uri,
  lifecycleStage: row.lifecycle_stage,
})

export const metricOf = (row: Omit<RunMetric, 'run_id'>): Metric => ({
  key: row.key,
  value: row.is_nan === 1 ? Number.NaN : row.value,
  timestampMillis: unixMillis(row.timestamp_millis),
  step: row.step,
})

const textsOf = (
  entries: readonly { readonly key: string; readonly value: string }[] = [],
): Readonly<Record<string, string>> => Object.fromEntries(entries.map(({ key, value }) => [key, value]))
