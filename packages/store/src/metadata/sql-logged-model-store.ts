import { randomUUID } from 'node:crypto'
import type { LoggedModel, LoggedModelStatus, Page } from '@loupe-ai/model'
import type { Kysely, Transaction } from 'kysely'
import type { LoggedModelQuery, LoggedModelStore, NewLoggedModel } from '../logged-model-store.ts'
import type { Param, ParamConflict } from '../run-store.ts'
import { compileTree } from './compile-tree.ts'
import { afterPlace, ordering, pageOf, placeColumns } from './keyset.ts'
import { isMeasuredOn, loggedModelFieldSource, loggedModelSortKeys } from './logged-model-fields.ts'
import { ParamsConflict } from './params-conflict.ts'
import { readLoggedModels } from './read-logged-models.ts'
import type { MetadataTables } from './tables.ts'

/** Logged models in any SQL database that Kysely speaks to. */
export class SqlLoggedModelStore implements LoggedModelStore {
  readonly #database: Kysely<MetadataTables>

  constructor(database: Kysely<MetadataTables>) {
    this.#database = database
  }

  async create({
    experimentId,
    name,
    modelType,
    sourceRunId,
    artifactRoot,
    params,
    tags,
  }: NewLoggedModel): Promise<LoggedModel> {
    const id = `m-${randomUUID().replaceAll('-', '')}`
    const now = Date.now()
    await this.#database.transaction().execute(async (transaction) => {
      await transaction
        .insertInto('logged_models')
        .values({
          model_id: id,
          experiment_id: Number(experimentId),
          name,
          status: 'PENDING',
          created_millis: now,
          updated_millis: now,
          artifact_uri: `${artifactRoot.replace(/\/+$/, '')}/models/${id}/artifacts`,
          model_type: modelType,
          source_run_id: sourceRunId,
          lifecycle_stage: 'active',
        })
        .execute()
      await writeParams(transaction, id, entriesOf(params))
      await writeTags(transaction, id, entriesOf(tags))
    })
    return (await this.get(id))!
  }

  async get(id: string): Promise<LoggedModel | undefined> {
    const rows = await this.#database.selectFrom('logged_models').selectAll().where('model_id', '=', id).execute()
    return (await readLoggedModels(this.#database, rows))[0]
  }

  async finalize(id: string, status: LoggedModelStatus): Promise<LoggedModel | undefined> {
    await this.#database
      .updateTable('logged_models')
      .set({ status, updated_millis: Date.now() })
      .where('model_id', '=', id)
      .execute()
    return this.get(id)
  }

  async delete(id: string): Promise<boolean> {
    const { numUpdatedRows } = await this.#database
      .updateTable('logged_models')
      .set({ lifecycle_stage: 'deleted', updated_millis: Date.now() })
      .where('model_id', '=', id)
      .executeTakeFirst()
    return numUpdatedRows > 0n
  }

  async addParams(
    id: string,
    params: readonly Param[],
  ): Promise<{ status: 'done' | 'unknown' } | { status: 'conflict'; params: readonly ParamConflict[] }> {
    try {
      const isKnown = await this.#ifKnown(id, async (transaction) => {
        const conflicts = await writeParams(transaction, id, params)
        if (conflicts.length > 0) throw new ParamsConflict(conflicts)
      })
      return { status: isKnown ? 'done' : 'unknown' }
    } catch (error) {
      if (error instanceof ParamsConflict) return { status: 'conflict', params: error.params }
      throw error
    }
  }

  setTags(id: string, tags: readonly Param[]): Promise<boolean> {
    return this.#ifKnown(id, (transaction) => writeTags(transaction, id, tags))
  }

  async deleteTag(id: string, key: string): Promise<'done' | 'unknown' | 'no-tag'> {
    const { numDeletedRows } = await this.#database
      .deleteFrom('logged_model_tags')
      .where('model_id', '=', id)
      .where('key', '=', key)
      .executeTakeFirst()
    if (numDeletedRows > 0n) return 'done'
    return (await this.get(id)) === undefined ? 'unknown' : 'no-tag'
  }

  async search(query: LoggedModelQuery): Promise<Page<LoggedModel>> {
    const { experimentIds, filter, datasets = [], orderBy = [], maxResults, pageToken } = query
    const ids = experimentIds.map(Number).filter(Number.isSafeInteger)
    if (ids.length === 0) return { items: [] }
    const keys = loggedModelSortKeys(orderBy)
    let select = this.#database
      .selectFrom('logged_models')
      .selectAll()
      .select(placeColumns(keys))
      .where('experiment_id', 'in', ids)
      .where('lifecycle_stage', '=', 'active')
      .orderBy(ordering(keys))
      .limit(maxResults + 1)
    if (filter !== undefined) select = select.where(compileTree(filter, loggedModelFieldSource(datasets)))
    if (datasets.length > 0) select = select.where(isMeasuredOn(datasets))
    if (pageToken !== undefined) select = select.where(afterPlace(keys, pageToken))
    return pageOf(keys, await select.execute(), maxResults, (rows) => readLoggedModels(this.#database, rows))
  }

  /** Does `work` if the model is there, and says whether it is. */
  #ifKnown(id: string, work: (transaction: Transaction<MetadataTables>) => Promise<void>): Promise<boolean> {
    return this.#database.transaction().execute(async (transaction) => {
      // Written as it is, which takes the row: writers of a model go one after the other, so that none locks another out.
      const { numUpdatedRows } = await transaction
        .updateTable('logged_models')
        .set(({ ref }) => ({ lifecycle_stage: ref('lifecycle_stage') }))
        .where('model_id', '=', id)
        .executeTakeFirst()
      if (numUpdatedRows === 0n) return false
      await work(transaction)
      return true
    })
  }
}

/** Writes what is new and gives what is already there with another value. */
async function writeParams(
  transaction: Transaction<MetadataTables>,
  id: string,
  params: readonly Param[],
): Promise<ParamConflict[]> {
  const conflicts: ParamConflict[] = []
  for (const { key, value } of params) {
    const { numInsertedOrUpdatedRows } = await transaction
      .insertInto('logged_model_params')
      .values({ model_id: id, key, value })
      .onConflict((conflict) => conflict.doNothing())
      .executeTakeFirst()
    if (numInsertedOrUpdatedRows !== 0n) continue
    const { value: oldValue } = await transaction
      .selectFrom('logged_model_params')
      .select('value')
      .where('model_id', '=', id)
      .where('key', '=', key)
      .executeTakeFirstOrThrow()
    if (oldValue !== value) conflicts.push({ key, oldValue, newValue: value })
  }
  return conflicts
}

async function writeTags(transaction: Transaction<MetadataTables>, id: string, tags: readonly Param[]): Promise<void> {
  for (const { key, value } of tags) {
    await transaction
      .insertInto('logged_model_tags')
      .values({ model_id: id, key, value })
      .onConflict((conflict) => conflict.columns(['model_id', 'key']).doUpdateSet({ value }))
      .execute()
  }
}

const entriesOf = (texts: Readonly<Record<string, string>>): Param[] =>
  Object.entries(texts).map(([key, value]) => ({ key, value }))
