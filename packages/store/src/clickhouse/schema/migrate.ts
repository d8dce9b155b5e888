import { SchemaTooNew } from '../../schema-too-new.ts'
import type { Engine } from '../engine.ts'
import { spans } from './0001-spans.ts'
import { traces } from './0002-traces.ts'
import { said } from './0003-said.ts'
import type { Migration, TableShape } from './migration.ts'

export const MIGRATIONS: readonly Migration[] = [spans, traces, said]

/**
 * Brings the schema up to date and records each step once it is done. Safe to repeat, also after a crash in the middle.
 * Throws SchemaTooNew if the folder was written by a newer version of this program.
 */
export async function migrate(
  engine: Engine,
  shape: TableShape,
  migrations: readonly Migration[] = MIGRATIONS,
): Promise<void> {
  const run = async (statement: string): Promise<void> => {
    for (const part of shape.statementsFor(statement)) await engine.run(part)
  }
  await run(
    `CREATE TABLE IF NOT EXISTS schema_migrations ${shape.onCluster} (
      version UInt32,
      name String,
      applied_at DateTime64(3) DEFAULT now64(3)
    ) ENGINE = ${shape.replacing('applied_at')}
    ORDER BY version`,
  )
  const rows = await engine.rows<{ version: number }>('SELECT version FROM schema_migrations FINAL', {}, 'write')
  const applied = new Set(rows.map((row) => row.version))
  const newest = Math.max(0, ...migrations.map((migration) => migration.version))
  const unknown = [...applied].find((version) => version > newest)
  if (unknown !== undefined) {
    throw new SchemaTooNew(`the stored spans have schema ${unknown}, this version of Loupe knows up to ${newest}`)
  }
  for (const migration of migrations) {
    if (applied.has(migration.version)) continue
    for (const statement of migration.statements(shape)) await run(statement)
    await engine.run('INSERT INTO schema_migrations (version, name) SELECT {version:UInt32}, {name:String}', {
      version: migration.version,
      name: migration.name,
    })
  }
}
