import type { DatasetInputJson } from '@loupe-ai/contract'
import { checkLength } from './check-name.ts'
import { checkCount, MAX_ENTRIES } from './check-run-entries.ts'

const MAX_CHARACTERS = { name: 500, digest: 36, source: 65_535, schema: 1_048_575, profile: 16_777_215 } as const
const MAX_TAG_KEY_CHARACTERS = 255
const MAX_TAG_VALUE_CHARACTERS = 500

/** Throws an ApiError for what is too long, with the limits of MLflow's server. */
export function checkDatasets(inputs: readonly DatasetInputJson[]): void {
  checkCount('datasets', inputs.length, MAX_ENTRIES)
  for (const { dataset, tags = [] } of inputs) {
    checkCount('tags', tags.length, MAX_ENTRIES)
    for (const [name, max] of Object.entries(MAX_CHARACTERS)) {
      checkLength(dataset[name as keyof typeof MAX_CHARACTERS] ?? '', name, max)
    }
    for (const { key, value } of tags) {
      checkLength(key, 'key', MAX_TAG_KEY_CHARACTERS)
      checkLength(value, 'value', MAX_TAG_VALUE_CHARACTERS)
    }
  }
}
