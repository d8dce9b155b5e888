import { type Experiment, type ExperimentId, unixMillis } from '@loupe-ai/model'
import { setOwn } from '../json/set-own.ts'
import type { ExperimentJson, KeyValueJson } from './mlflow-json.ts'

/** mlflow-wire.md §2. */
export function experimentToJson(experiment: Experiment): ExperimentJson {
  const tags = keyValuesOf(experiment.tags)
  return {
    experiment_id: experiment.experimentId,
    name: experiment.name,
    artifact_location: experiment.artifactLocation,
    lifecycle_stage: experiment.lifecycleStage,
    creation_time: experiment.createdMillis,
    last_update_time: experiment.updatedMillis,
    ...(tags.length > 0 && { tags }),
  }
}

/** What a server said, taken as it is; fields that older servers leave out get an empty value. */
export const experimentFromJson = (json: ExperimentJson): Experiment => ({
  experimentId: json.experiment_id as ExperimentId,
  name: json.name,
  artifactLocation: json.artifact_location ?? '',
  lifecycleStage: json.lifecycle_stage ?? 'active',
  createdMillis: unixMillis(json.creation_time ?? 0),
  updatedMillis: unixMillis(json.last_update_time ?? json.creation_time ?? 0),
  tags: recordOfKeyValues(json.tags ?? []),
})

export const keyValuesOf = (record: Readonly<Record<string, string>>): KeyValueJson[] =>
  Object.keys(record).map((key) => ({ key, value: record[key]! }))

/** Of repeated keys the last one counts. */
export function recordOfKeyValues(list: readonly KeyValueJson[]): Record<string, string> {
  const record: Record<string, string> = {}
  for (const { key, value } of list) setOwn(record, key, value)
  return record
}
