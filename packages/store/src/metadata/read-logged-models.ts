import { experimentId, type LoggedModel, type ModelMetric, type RunId, unixMillis } from '@loupe-ai/model'
import type { Kysely, Selectable } from 'kysely'
import { inGroups } from './in-groups.ts'
import { metricOf } from './read-runs.ts'
import type { MetadataTables } from './tables.ts'

export type LoggedModelRow = Selectable<MetadataTables['logged_models']>

/** Models with all that is known of them, in the order of `rows`. */
export async function readLoggedModels(
  database: Kysely<MetadataTables>,
  rows: readonly LoggedModelRow[],
): Promise<LoggedModel[]> {
  const models: LoggedModel[] = []
  for (const some of inGroups(rows)) {
    const ids = some.map(({ model_id }) => model_id)
    const params = await database
      .selectFrom('logged_model_params')
      .selectAll()
      .where('model_id', 'in', ids)
      .orderBy('key')
      .execute()
    const tags = await database
      .selectFrom('logged_model_tags')
      .selectAll()
      .where('model_id', 'in', ids)
      .orderBy('key')
      .execute()
    const metrics = await database
      .selectFrom('logged_model_metrics')
      .selectAll()
      .where('model_id', 'in', ids)
      .orderBy('key')
      .orderBy('timestamp_millis')
      .orderBy('step')
      .orderBy('run_id')
      .execute()
    const paramsOf = Map.groupBy(params, ({ model_id }) => model_id)
    const tagsOf = Map.groupBy(tags, ({ model_id }) => model_id)
    const metricsOf = Map.groupBy(metrics, ({ model_id }) => model_id)
    for (const row of some) {
      models.push({
        modelId: row.model_id,
        experimentId: experimentId(String(row.experiment_id)),
        name: row.name,
        status: row.status,
        createdMillis: unixMillis(row.created_millis),
        updatedMillis: unixMillis(row.updated_millis),
        artifactUri: row.artifact_uri,
        modelType: row.model_type,
        sourceRunId: row.source_run_id,
        lifecycleStage: row.lifecycle_stage,
        params: Object.fromEntries((paramsOf.get(row.model_id) ?? []).map(({ key, value }) => [key, value])),
        tags: Object.fromEntries((tagsOf.get(row.model_id) ?? []).map(({ key, value }) => [key, value])),
        metrics: (metricsOf.get(row.model_id) ?? []).map(modelMetricOf),
      })
    }
  }
  return models
}

const modelMetricOf = (row: Selectable<MetadataTables['logged_model_metrics']>): ModelMetric => ({
  ...metricOf(row),
  modelId: row.model_id,
  runId: row.run_id as RunId,
  ...(row.dataset_name !== null && { datasetName: row.dataset_name }),
  ...(row.dataset_digest !== null && { datasetDigest: row.dataset_digest }),
})
