import { type Kysely, sql } from 'kysely'
import type { Migration } from 'kysely/migration'
import type { IdColumn } from '../id-column.ts'
import type { MetadataTables } from '../tables.ts'

export const experiments = (id: IdColumn): Migration => ({
  async up(database: Kysely<MetadataTables>) {
    await database.schema
      .createTable('experiments')
      .addColumn('id', id.type, (column) => id.build(column))
      .addColumn('name', 'text', (column) => column.notNull().unique())
      .addColumn('artifact_location', 'text')
      .addColumn('lifecycle_stage', 'text', (column) =>
        column.notNull().check(sql`lifecycle_stage in ('active', 'deleted')`),
      )
      .addColumn('created_millis', 'bigint', (column) => column.notNull())
      .addColumn('updated_millis', 'bigint', (column) => column.notNull())
      .execute()
    await database.schema
      .createIndex('experiments_newest_first')
      .on('experiments')
      .columns(['created_millis desc', 'id desc'])
      .execute()
    await database.schema
      .createTable('experiment_tags')
      .addColumn('experiment_id', id.type, (column) =>
        column.notNull().references('experiments.id').onDelete('cascade'),
      )
      .addColumn('key', 'text', (column) => column.notNull())
      .addColumn('value', 'text', (column) => column.notNull())
      .addPrimaryKeyConstraint('experiment_tags_key', ['experiment_id', 'key'])
      .execute()
    const now = Date.now()
    await database
      .insertInto('experiments')
      .values({ id: 0, name: 'Default', lifecycle_stage: 'active', created_millis: now, updated_millis: now })
      .execute()
  },
})
