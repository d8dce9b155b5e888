import { type Experiment, type ExperimentId, experimentId, type Page, unixMillis } from '@loupe-ai/model'
import type { Kysely, Selectable } from 'kysely'
import type { ExperimentChange, ExperimentQuery, ExperimentStore, NewExperiment } from '../experiment-store.ts'
import { compileTree } from './compile-tree.ts'
import { experimentFieldSource, experimentSortKeys } from './experiment-fields.ts'
import { inGroups } from './in-groups.ts'
import { afterPlace, ordering, pageOf, placeColumns } from './keyset.ts'
import { stagesOf } from './stages.ts'
import type { MetadataTables } from './tables.ts'
import { isUniqueViolation } from './unique-violation.ts'

type Row = Selectable<MetadataTables['experiments']>
type TagRow = Selectable<MetadataTables['experiment_tags']>

/** Experiments in any SQL database that Kysely speaks to. */
export class SqlExperimentStore implements ExperimentStore {
  readonly #database: Kysely<MetadataTables>

  constructor(database: Kysely<MetadataTables>) {
    this.#database = database
  }

  async create(
    experiment: NewExperiment,
  ): Promise<{ created: true; experiment: Experiment } | { created: false; existing: Experiment }> {
    const id = await this.#insert(experiment)
    if (id !== undefined) return { created: true, experiment: (await this.get(id))! }
    return { created: false, existing: (await this.getByName(experiment.name))! }
  }

  async get(id: ExperimentId): Promise<Experiment | undefined> {
    const number = numberOf(id)
    if (number === undefined) return undefined
    const rows = await this.#database.selectFrom('experiments').selectAll().where('id', '=', number).execute()
    return (await this.#withTags(rows))[0]
  }

  async getByName(name: string): Promise<Experiment | undefined> {
    const rows = await this.#database.selectFrom('experiments').selectAll().where('name', '=', name).execute()
    return (await this.#withTags(rows))[0]
  }

  async search({ viewType, filter, orderBy = [], maxResults, pageToken }: ExperimentQuery): Promise<Page<Experiment>> {
    const keys = experimentSortKeys(orderBy)
    let select = this.#database
      .selectFrom('experiments')
      .selectAll()
      .select(placeColumns(keys))
      .where('lifecycle_stage', 'in', stagesOf(viewType))
      .orderBy(ordering(keys))
      .limit(maxResults + 1)
    if (filter !== undefined) select = select.where(compileTree(filter, experimentFieldSource))
    if (pageToken !== undefined) select = select.where(afterPlace(keys, pageToken))
    return pageOf(keys, await select.execute(), maxResults, (rows) => this.#withTags(rows))
  }

  async update(id: ExperimentId, { name, lifecycleStage }: ExperimentChange): Promise<'done' | 'unknown' | 'taken'> {
    const number = numberOf(id)
    if (number === undefined) return 'unknown'
    const outcome = this.#database.transaction().execute(async (transaction) => {
      let change = transaction.updateTable('experiments').set({ updated_millis: Date.now() }).where('id', '=', number)
      if (lifecycleStage !== undefined) change = change.set({ lifecycle_stage: lifecycleStage })
      if (name !== undefined) {
        // In the statement itself, so that two who take a name at once do not both get it.
        change = change
          .set({ name })
          .where(({ not, exists, selectFrom }) =>
            not(
              exists(
                selectFrom('experiments as other')
                  .select('other.id')
                  .where('other.name', '=', name)
                  .where('other.id', '!=', number),
              ),
            ),
          )
      }
      const { numUpdatedRows } = await change.executeTakeFirst()
      if (numUpdatedRows === 0n) {
        const known = await transaction
          .selectFrom('experiments')
          .select('id')
          .where('id', '=', number)
          .executeTakeFirst()
        return known === undefined ? 'unknown' : 'taken'
      }
      if (lifecycleStage !== undefined) {
        await transaction
          .updateTable('runs')
          .set({ lifecycle_stage: lifecycleStage })
          .where('experiment_id', '=', number)
          .execute()
      }
      return 'done' as const
    })
    return outcome.catch((error: unknown) => {
      if (isUniqueViolation(error)) return 'taken'
      throw error
    })
  }

  async setTag(id: ExperimentId, key: string, value: string): Promise<void> {
    const experiment = await this.get(id)
    if (experiment === undefined) return
    await this.#database
      .insertInto('experiment_tags')
      .values({ experiment_id: Number(id), key, value })
      .onConflict((conflict) => conflict.columns(['experiment_id', 'key']).doUpdateSet({ value }))
      .execute()
    await this.update(id, {})
  }

  async deleteTag(id: ExperimentId, key: string): Promise<boolean> {
    const number = numberOf(id)
    if (number === undefined) return false
    const { numDeletedRows } = await this.#database
      .deleteFrom('experiment_tags')
      .where('experiment_id', '=', number)
      .where('key', '=', key)
      .executeTakeFirst()
    return numDeletedRows > 0n
  }

  close(): Promise<void> {
    return this.#database.destroy()
  }

  /** The new id, or undefined if the name is taken: the database decides between two at once. */
  #insert({ name, artifactLocation, tags = {} }: NewExperiment): Promise<ExperimentId | undefined> {
    const now = Date.now()
    return this.#database.transaction().execute(async (transaction) => {
      const row = await transaction
        .insertInto('experiments')
        .values({
          name,
          artifact_location: artifactLocation ?? null,
          lifecycle_stage: 'active',
          created_millis: now,
          updated_millis: now,
        })
        .onConflict((conflict) => conflict.column('name').doNothing())
        .returning('id')
        .executeTakeFirst()
      if (row === undefined) return undefined
      const rows = Object.entries(tags).map(([key, value]) => ({ experiment_id: row.id, key, value }))
      for (const tag of rows) await transaction.insertInto('experiment_tags').values(tag).execute()
      return experimentId(String(row.id))
    })
  }

  async #withTags(rows: readonly Row[]): Promise<Experiment[]> {
    if (rows.length === 0) return []
    const tags: TagRow[] = []
    for (const some of inGroups(rows)) {
      const ids = some.map((row) => row.id)
      const found = this.#database.selectFrom('experiment_tags').selectAll().where('experiment_id', 'in', ids)
      tags.push(...(await found.orderBy('key').execute()))
    }
    const tagsOf = Map.groupBy(tags, (tag) => tag.experiment_id)
    return rows.map((row) => experimentOf(row, tagsOf.get(row.id) ?? []))
  }
}

/** Undefined for what no row can have. */
function numberOf(id: ExperimentId): number | undefined {
  const number = Number(id)
  return Number.isSafeInteger(number) && String(number) === id ? number : undefined
}

const experimentOf = (row: Row, tags: readonly { readonly key: string; readonly value: string }[]): Experiment => ({
  experimentId: experimentId(String(row.id)),
  name: row.name,
  artifactLocation: row.artifact_location ?? `mlflow-artifacts:/${row.id}`,
  lifecycleStage: row.lifecycle_stage,
  createdMillis: unixMillis(row.created_millis),
  updatedMillis: unixMillis(row.updated_millis),
  tags: Object.fromEntries(tags.map(({ key, value }) => [key, value])),
})
