import type {
  Page,
  Prompt,
  PromptFilter,
  PromptOrder,
  PromptVersion,
  PromptVersionFilter,
  PromptVersionOrder,
} from '@loupe-ai/model'
import type { Kysely, Transaction } from 'kysely'
import type { Found, NewPrompt, NewPromptVersion, PromptStore, SearchQuery } from '../prompt-store.ts'
import { compileTree } from './compile-tree.ts'
import { afterPlace, ordering, pageOf, placeColumns } from './keyset.ts'
import { promptFieldSource, promptSortKeys, promptVersionFieldSource, promptVersionSortKeys } from './prompt-fields.ts'
import { readPrompts, readPromptVersions } from './read-prompts.ts'
import type { MetadataTables } from './tables.ts'

/** Prompts in any SQL database that Kysely speaks to. */
export class SqlPromptStore implements PromptStore {
  readonly #database: Kysely<MetadataTables>

  constructor(database: Kysely<MetadataTables>) {
    this.#database = database
  }

  async create({ name, description, tags }: NewPrompt): Promise<Prompt | undefined> {
    const now = Date.now()
    const isNew = await this.#database.transaction().execute(async (transaction) => {
      const { numInsertedOrUpdatedRows } = await transaction
        .insertInto('prompts')
        .values({ name, description, created_millis: now, updated_millis: now, last_version: 0 })
        .onConflict((conflict) => conflict.column('name').doNothing())
        .executeTakeFirst()
      if (numInsertedOrUpdatedRows === 0n) return false
      const rows = Object.entries(tags).map(([key, value]) => ({ name, key, value }))
      if (rows.length > 0) await transaction.insertInto('prompt_tags').values(rows).execute()
      return true
    })
    return isNew ? this.get(name) : undefined
  }

  async get(name: string): Promise<Prompt | undefined> {
    const rows = await this.#database.selectFrom('prompts').selectAll().where('name', '=', name).execute()
    return (await readPrompts(this.#database, rows))[0]
  }

  async describe(name: string, description: string): Promise<Prompt | undefined> {
    await this.#database
      .updateTable('prompts')
      .set({ description, updated_millis: Date.now() })
      .where('name', '=', name)
      .execute()
    return this.get(name)
  }

  async delete(name: string): Promise<boolean> {
    const { numDeletedRows } = await this.#database.deleteFrom('prompts').where('name', '=', name).executeTakeFirst()
    return numDeletedRows > 0n
  }

  setTag(name: string, key: string, value: string): Promise<Found> {
    return this.#ifThere(name, undefined, async (transaction) => {
      await transaction
        .insertInto('prompt_tags')
        .values({ name, key, value })
        .onConflict((conflict) => conflict.columns(['name', 'key']).doUpdateSet({ value }))
        .execute()
    })
  }

  deleteTag(name: string, key: string): Promise<Found> {
    return this.#ifThere(name, undefined, async (transaction) => {
      await transaction.deleteFrom('prompt_tags').where('name', '=', name).where('key', '=', key).execute()
    })
  }

  async addVersion({ name, runId, runLink, tags, ...rest }: NewPromptVersion): Promise<PromptVersion | undefined> {
    const now = Date.now()
    const version = await this.#database.transaction().execute(async (transaction) => {
      const prompt = await transaction
        .updateTable('prompts')
        .set(({ eb }) => ({ last_version: eb('last_version', '+', 1), updated_millis: now }))
        .where('name', '=', name)
        .returning('last_version')
        .executeTakeFirst()
      if (prompt === undefined) return undefined
      const row = { name, version: prompt.last_version, run_id: runId, run_link: runLink, ...rest }
      await transaction
        .insertInto('prompt_versions')
        .values({ ...row, created_millis: now, updated_millis: now })
        .execute()
      const tagRows = Object.entries(tags).map(([key, value]) => ({ name, version: row.version, key, value }))
      if (tagRows.length > 0) await transaction.insertInto('prompt_version_tags').values(tagRows).execute()
      return row.version
    })
    return version === undefined ? undefined : this.getVersion(name, version)
  }

  async getVersion(name: string, version: number): Promise<PromptVersion | undefined> {
    const rows = await this.#database
      .selectFrom('prompt_versions')
      .selectAll()
      .where('name', '=', name)
      .where('version', '=', version)
      .execute()
    return (await readPromptVersions(this.#database, rows))[0]
  }

  async describeVersion(name: string, version: number, description: string): Promise<PromptVersion | undefined> {
    const now = Date.now()
    await this.#ifThere(name, version, async (transaction) => {
      await transaction
        .updateTable('prompt_versions')
        .set({ description, updated_millis: now })
        .where('name', '=', name)
        .where('version', '=', version)
        .execute()
      await transaction.updateTable('prompts').set({ updated_millis: now }).where('name', '=', name).execute()
    })
    return this.getVersion(name, version)
  }

  deleteVersion(name: string, version: number): Promise<Found> {
    return this.#ifThere(name, version, async (transaction) => {
      await transaction.deleteFrom('prompt_versions').where('name', '=', name).where('version', '=', version).execute()
      await transaction.updateTable('prompts').set({ updated_millis: Date.now() }).where('name', '=', name).execute()
    })
  }

  setVersionTag(name: string, version: number, key: string, value: string): Promise<Found> {
    return this.#ifThere(name, version, async (transaction) => {
      await transaction
        .insertInto('prompt_version_tags')
        .values({ name, version, key, value })
        .onConflict((conflict) => conflict.columns(['name', 'version', 'key']).doUpdateSet({ value }))
        .execute()
    })
  }

  deleteVersionTag(name: string, version: number, key: string): Promise<Found> {
    return this.#ifThere(name, version, async (transaction) => {
      await transaction
        .deleteFrom('prompt_version_tags')
        .where('name', '=', name)
        .where('version', '=', version)
        .where('key', '=', key)
        .execute()
    })
  }

  setAlias(name: string, alias: string, version: number): Promise<Found> {
    return this.#ifThere(name, version, async (transaction) => {
      await transaction
        .insertInto('prompt_aliases')
        .values({ name, alias, version })
        .onConflict((conflict) => conflict.columns(['name', 'alias']).doUpdateSet({ version }))
        .execute()
    })
  }

  deleteAlias(name: string, alias: string): Promise<Found> {
    return this.#ifThere(name, undefined, async (transaction) => {
      await transaction.deleteFrom('prompt_aliases').where('name', '=', name).where('alias', '=', alias).execute()
    })
  }

  async search({
    filter,
    orderBy = [],
    maxResults,
    pageToken,
  }: SearchQuery<PromptFilter, PromptOrder>): Promise<Page<Prompt>> {
    const keys = promptSortKeys(orderBy)
    let select = this.#database
      .selectFrom('prompts')
      .selectAll()
      .select(placeColumns(keys))
      .orderBy(ordering(keys))
      .limit(maxResults + 1)
    if (filter !== undefined) select = select.where(compileTree(filter, promptFieldSource))
    if (pageToken !== undefined) select = select.where(afterPlace(keys, pageToken))
    return pageOf(keys, await select.execute(), maxResults, (rows) => readPrompts(this.#database, rows))
  }

  async searchVersions({
    filter,
    orderBy = [],
    maxResults,
    pageToken,
  }: SearchQuery<PromptVersionFilter, PromptVersionOrder>): Promise<Page<PromptVersion>> {
    const keys = promptVersionSortKeys(orderBy)
    let select = this.#database
      .selectFrom('prompt_versions')
      .selectAll()
      .select(placeColumns(keys))
      .orderBy(ordering(keys))
      .limit(maxResults + 1)
    if (filter !== undefined) select = select.where(compileTree(filter, promptVersionFieldSource))
    if (pageToken !== undefined) select = select.where(afterPlace(keys, pageToken))
    return pageOf(keys, await select.execute(), maxResults, (rows) => readPromptVersions(this.#database, rows))
  }

  /** Does `work` if the prompt, and the version if one is named, are there. */
  #ifThere(
    name: string,
    version: number | undefined,
    work: (transaction: Transaction<MetadataTables>) => Promise<void>,
  ): Promise<Found> {
    return this.#database.transaction().execute(async (transaction) => {
      // Written as it is, which takes the row: writers of a prompt go one after the other, so that none locks another out.
      const { numUpdatedRows } = await transaction
        .updateTable('prompts')
        .set(({ ref }) => ({ last_version: ref('last_version') }))
        .where('name', '=', name)
        .executeTakeFirst()
      if (numUpdatedRows === 0n) return 'no-prompt'
      if (version !== undefined) {
        const found = await transaction
          .selectFrom('prompt_versions')
          .select('version')
          .where('name', '=', name)
          .where('version', '=', version)
          .executeTakeFirst()
        if (found === undefined) return 'no-version'
      }
      await work(transaction)
      return 'done'
    })
  }
}
