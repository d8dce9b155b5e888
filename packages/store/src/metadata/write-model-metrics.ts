import type { RunId } from '@loupe-ai/model'
import type { Transaction } from 'kysely'
import type { LoggedMetric } from '../run-store.ts'
import { inGroups } from './in-groups.ts'
import type { MetadataTables } from './tables.ts'
import { metricRow } from './write-run-entries.ts'

/** What a run measured of models. A model that is not known is passed over: the run has the metric all the same. */
export async function writeModelMetrics(
  transaction: Transaction<MetadataTables>,
  id: RunId,
  metrics: readonly LoggedMetric[],
): Promise<void> {
  const wanted = [...new Set(metrics.flatMap(({ modelId }) => (modelId === undefined ? [] : [modelId])))]
  const known = new Set<string>()
  for (const some of inGroups(wanted)) {
    const found = await transaction
      .selectFrom('logged_models')
      .select('model_id')
      .where('model_id', 'in', some)
      .execute()
    for (const { model_id } of found) known.add(model_id)
  }
  const rows = metrics.flatMap(({ modelId, datasetName, datasetDigest, ...metric }) =>
    modelId === undefined || !known.has(modelId)
      ? []
      : [{ ...metricRow(id, metric), model_id: modelId, dataset_name: datasetName, dataset_digest: datasetDigest }],
  )
  for (const some of inGroups(rows)) {
    await transaction
      .insertInto('logged_model_metrics')
      .values(some)
      .onConflict((conflict) => conflict.doNothing())
      .execute()
  }
}
