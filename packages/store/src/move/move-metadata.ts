import { type Kysely, sql } from 'kysely'
import type { MetadataTables } from '../metadata/tables.ts'

/** The target holds something else under the ids of what is to come: to move would mix the two. */
export class MoveRefused extends Error {
  override readonly name = 'MoveRefused'
}

/** PostgreSQL takes 65,535 parameters in a statement. */
const MAX_PARAMETERS = 30_000
const ROWS_PER_PAGE = 1_000

type AnyRow = Readonly<Record<string, unknown>>
type AnyTables = Record<string, Record<string, unknown>>

/**
 * Sends all rows of a SQLite database to PostgreSQL; rows that are there already are left. Both have the same schema.
 * Rejects with MoveRefused, before anything is written, if the id or the name of an experiment
 * belongs to another one there.
 */
export async function moveMetadata(
  from: Kysely<MetadataTables>,
  to: Kysely<MetadataTables>,
  onProgress: (moved: { readonly rows: number }) => void,
): Promise<number> {
  await refuseOthers(from, to)
  const source = from as unknown as Kysely<AnyTables>
  const target = to as unknown as Kysely<AnyTables>
  let rows = 0
  for (const table of await tablesOf(source)) {
    for await (const page of pagesOf(source, table)) {
      await insertPage(target, table, page)
      rows += page.length
      onProgress({ rows })
    }
  }
  await moveDefaultExperiment(from, to)
  // Ids that were given do not move the counter on.
  await sql`SELECT setval(pg_get_serial_sequence('experiments', 'id'), greatest(1, (SELECT max(id) FROM experiments)), (SELECT max(id) FROM experiments) > 0)`.execute(
    target,
  )
  return rows
}

async function refuseOthers(from: Kysely<MetadataTables>, to: Kysely<MetadataTables>): Promise<void> {
  const [ours, theirs] = await Promise.all(
    [from, to].map((database) => database.selectFrom('experiments').select(['id', 'name', 'created_millis']).execute()),
  )
  const byId = new Map(ours!.map((experiment) => [experiment.id, experiment]))
  const byName = new Map(ours!.map((experiment) => [experiment.name, experiment]))
  for (const there of theirs!) {
    // The default experiment is everywhere.
    if (there.id === 0) continue
    const isOurs = byId.get(there.id)?.created_millis === there.created_millis
    const isInTheWay = byId.has(there.id) || byName.has(there.name)
    if (isInTheWay && !isOurs)
      throw new MoveRefused(`the target has an experiment ${there.id} of its own, "${there.name}"`)
  }
}

/** It is there from the start; ours takes its place, unless somebody has changed it. */
async function moveDefaultExperiment(from: Kysely<MetadataTables>, to: Kysely<MetadataTables>): Promise<void> {
  const ours = await from.selectFrom('experiments').selectAll().where('id', '=', 0).executeTakeFirstOrThrow()
  const { id, ...fields } = ours
  await to
    .updateTable('experiments')
    .set(fields)
    .where('id', '=', id)
    .whereRef('created_millis', '=', 'updated_millis')
    .execute()
}

/** In the order in which they were made: what others refer to comes first. */
async function tablesOf(source: Kysely<AnyTables>): Promise<string[]> {
  const { rows } = await sql<{ name: string }>`
    SELECT name FROM sqlite_master
    WHERE type = 'table' AND name NOT LIKE 'sqlite%' AND name NOT LIKE 'kysely%'
    ORDER BY rowid`.execute(source)
  return rows.map(({ name }) => name)
}

async function* pagesOf(source: Kysely<AnyTables>, table: string): AsyncGenerator<readonly AnyRow[]> {
  for (let after = -1; ;) {
    const { rows } = await sql<AnyRow & { loupe_rowid: number }>`
      SELECT rowid AS loupe_rowid, * FROM ${sql.table(table)}
      WHERE rowid > ${after} ORDER BY rowid LIMIT ${ROWS_PER_PAGE}`.execute(source)
    if (rows.length === 0) return
    yield rows.map((row) => Object.fromEntries(Object.entries(row).filter(([name]) => name !== 'loupe_rowid')))
    after = rows.at(-1)!.loupe_rowid
  }
}

async function insertPage(target: Kysely<AnyTables>, table: string, page: readonly AnyRow[]): Promise<void> {
  const perStatement = Math.floor(MAX_PARAMETERS / Object.keys(page[0]!).length)
  for (let start = 0; start < page.length; start += perStatement) {
    await target
      .insertInto(table)
      .values(page.slice(start, start + perStatement))
      .onConflict((conflict) => conflict.doNothing())
      .execute()
  }
}
