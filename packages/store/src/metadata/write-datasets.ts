import { randomUUID } from 'node:crypto'
import type { DatasetInput, RunId } from '@loupe-ai/model'
import type { Transaction } from 'kysely'
import type { MetadataTables } from './tables.ts'

/** A dataset is one by name and digest within an experiment; what a run has already is left as it is, tags too. */
export async function writeDatasets(
  transaction: Transaction<MetadataTables>,
  id: RunId,
  datasets: readonly DatasetInput[],
): Promise<void> {
  if (datasets.length === 0) return
  const { experiment_id } = await transaction
    .selectFrom('runs')
    .select('experiment_id')
    .where('run_id', '=', id)
    .executeTakeFirstOrThrow()
  for (const dataset of datasets.toSorted(byNameAndDigest)) {
    const datasetId = await datasetIdOf(transaction, experiment_id, dataset)
    const { numInsertedOrUpdatedRows } = await transaction
      .insertInto('run_datasets')
      .values({ run_id: id, dataset_id: datasetId })
      .onConflict((conflict) => conflict.doNothing())
      .executeTakeFirst()
    const tags = Object.entries(dataset.tags)
    if (numInsertedOrUpdatedRows === 0n || tags.length === 0) continue
    await transaction
      .insertInto('run_dataset_tags')
      .values(tags.map(([key, value]) => ({ run_id: id, dataset_id: datasetId, key, value })))
      .execute()
  }
}

/** Always in this order: two runs that read the same datasets then wait for each other instead of locking each other out. */
const byNameAndDigest = (left: DatasetInput, right: DatasetInput): number =>
  compareTexts(left.name, right.name) || compareTexts(left.digest, right.digest)

const compareTexts = (left: string, right: string): number => (left < right ? -1 : left > right ? 1 : 0)

async function datasetIdOf(
  transaction: Transaction<MetadataTables>,
  experimentId: number,
  { name, digest, sourceType, source, schema, profile }: DatasetInput,
): Promise<string> {
  await transaction
    .insertInto('datasets')
    .values({
      dataset_id: randomUUID().replaceAll('-', ''),
      experiment_id: experimentId,
      name,
      digest,
      source_type: sourceType,
      source,
      schema,
      profile,
    })
    .onConflict((conflict) => conflict.columns(['experiment_id', 'name', 'digest']).doNothing())
    .execute()
  const { dataset_id } = await transaction
    .selectFrom('datasets')
    .select('dataset_id')
    .where('experiment_id', '=', experimentId)
    .where('name', '=', name)
    .where('digest', '=', digest)
    .executeTakeFirstOrThrow()
  return dataset_id
}
