import type { Kysely } from 'kysely'
import type { Migration } from 'kysely/migration'
import type { MetadataTables } from '../tables.ts'

export const prompts: Migration = {
  async up(database: Kysely<MetadataTables>) {
    const { schema } = database
    await schema
      .createTable('prompts')
      .addColumn('name', 'text', (column) => column.primaryKey())
      .addColumn('description', 'text')
      .addColumn('created_millis', 'bigint', (column) => column.notNull())
      .addColumn('updated_millis', 'bigint', (column) => column.notNull())
      .addColumn('last_version', 'bigint', (column) => column.notNull())
      .execute()
    await schema
      .createTable('prompt_tags')
      .addColumn('name', 'text', (column) => column.notNull().references('prompts.name').onDelete('cascade'))
      .addColumn('key', 'text', (column) => column.notNull())
      .addColumn('value', 'text', (column) => column.notNull())
      .addPrimaryKeyConstraint('prompt_tags_key', ['name', 'key'])
      .execute()
    await schema
      .createTable('prompt_versions')
      .addColumn('name', 'text', (column) => column.notNull().references('prompts.name').onDelete('cascade'))
      .addColumn('version', 'bigint', (column) => column.notNull())
      .addColumn('description', 'text', (column) => column.notNull())
      .addColumn('created_millis', 'bigint', (column) => column.notNull())
      .addColumn('updated_millis', 'bigint', (column) => column.notNull())
      .addColumn('source', 'text', (column) => column.notNull())
      .addColumn('run_id', 'text', (column) => column.notNull())
      .addColumn('run_link', 'text', (column) => column.notNull())
      .addPrimaryKeyConstraint('prompt_versions_key', ['name', 'version'])
      .execute()
    await schema
      .createTable('prompt_version_tags')
      .addColumn('name', 'text', (column) => column.notNull())
      .addColumn('version', 'bigint', (column) => column.notNull())
      .addColumn('key', 'text', (column) => column.notNull())
      .addColumn('value', 'text', (column) => column.notNull())
      .addPrimaryKeyConstraint('prompt_version_tags_key', ['name', 'version', 'key'])
      .addForeignKeyConstraint(
        'prompt_version_tags_version',
        ['name', 'version'],
        'prompt_versions',
        ['name', 'version'],
        (constraint) => constraint.onDelete('cascade'),
      )
      .execute()
    await schema
      .createTable('prompt_aliases')
      .addColumn('name', 'text', (column) => column.notNull())
      .addColumn('alias', 'text', (column) => column.notNull())
      .addColumn('version', 'bigint', (column) => column.notNull())
      .addPrimaryKeyConstraint('prompt_aliases_key', ['name', 'alias'])
      .addForeignKeyConstraint(
        'prompt_aliases_version',
        ['name', 'version'],
        'prompt_versions',
        ['name', 'version'],
        (constraint) => constraint.onDelete('cascade'),
      )
      .execute()
  },
}
