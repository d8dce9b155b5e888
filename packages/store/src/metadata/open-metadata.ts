import { type Dialect, Kysely } from 'kysely'
import { Migrator } from 'kysely/migration'
import { type IdColumn, SQLITE_ID } from './id-column.ts'
import { experiments } from './migrations/0001-experiments.ts'
import { runs } from './migrations/0002-runs.ts'
import { prompts } from './migrations/0003-prompts.ts'
import { loggedModels } from './migrations/0004-logged-models.ts'
import { SchemaTooNew } from '../schema-too-new.ts'
import type { MetadataTables } from './tables.ts'

/** Opens the metadata and brings its schema up to date. Rejects if a step fails or the schema is of a newer version. */
export async function openMetadata(dialect: Dialect, id: IdColumn = SQLITE_ID): Promise<Kysely<MetadataTables>> {
  const database = new Kysely<MetadataTables>({ dialect })
  const migrator = new Migrator({
    db: database,
    provider: {
      getMigrations: () =>
        Promise.resolve({
          '0001-experiments': experiments(id),
          '0002-runs': runs(id),
          '0003-prompts': prompts,
          '0004-logged-models': loggedModels(id),
        }),
    },
  })
  const { error } = await migrator.migrateToLatest()
  if (error === undefined) return database
  await database.destroy()
  if (error instanceof Error && /previously executed migration/.test(error.message)) {
    throw new SchemaTooNew('the stored metadata has a schema that this version of Loupe does not know', {
      cause: error,
    })
  }
  throw error
}
