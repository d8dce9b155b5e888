import type { Dialect } from 'kysely'
import type { ExperimentStore } from '../experiment-store.ts'
import type { LoggedModelStore } from '../logged-model-store.ts'
import type { PromptStore } from '../prompt-store.ts'
import type { RunStore } from '../run-store.ts'
import type { IdColumn } from './id-column.ts'
import { openMetadata } from './open-metadata.ts'
import { SqlExperimentStore } from './sql-experiment-store.ts'
import { SqlLoggedModelStore } from './sql-logged-model-store.ts'
import { SqlPromptStore } from './sql-prompt-store.ts'
import { SqlRunStore } from './sql-run-store.ts'

/** All that lies in the metadata database. */
export interface MetadataStores {
  readonly experiments: ExperimentStore
  readonly runs: RunStore
  readonly prompts: PromptStore
  readonly loggedModels: LoggedModelStore
  close(): Promise<void>
}

/** Opens the database, brings its schema up to date and puts the stores on it. Rejects as `openMetadata` does. */
export async function openMetadataStores(dialect: Dialect, id?: IdColumn): Promise<MetadataStores> {
  const database = await openMetadata(dialect, id)
  return {
    experiments: new SqlExperimentStore(database),
    runs: new SqlRunStore(database),
    prompts: new SqlPromptStore(database),
    loggedModels: new SqlLoggedModelStore(database),
    close: () => database.destroy(),
  }
}
