import { type Kysely, sql } from 'kysely'
import type { Migration } from 'kysely/migration'
import type { IdColumn } from '../id-column.ts'
import type { MetadataTables } from '../tables.ts'

export const loggedModels = (id: IdColumn): Migration => ({
  async up(database: Kysely<MetadataTables>) {
    const { schema } = database
    await schema
      .createTable('logged_models')
      .addColumn('model_id', 'text', (column) => column.primaryKey())
      .addColumn('experiment_id', id.type, (column) => column.notNull().references('experiments.id'))
      .addColumn('name', 'text', (column) => column.notNull())
      .addColumn('status', 'text', (column) => column.notNull())
      .addColumn('created_millis', 'bigint', (column) => column.notNull())
      .addColumn('updated_millis', 'bigint', (column) => column.notNull())
      .addColumn('artifact_uri', 'text', (column) => column.notNull())
      .addColumn('model_type', 'text', (column) => column.notNull())
      .addColumn('source_run_id', 'text', (column) => column.notNull())
      .addColumn('lifecycle_stage', 'text', (column) =>
        column.notNull().check(sql`lifecycle_stage in ('active', 'deleted')`),
      )
      .execute()
    await schema
      .createIndex('logged_models_newest_first')
      .on('logged_models')
      .columns(['experiment_id', 'created_millis desc', 'model_id'])
      .execute()
    for (const table of ['logged_model_params', 'logged_model_tags']) {
      await schema
        .createTable(table)
        .addColumn('model_id', 'text', (column) => column.notNull().references('logged_models.model_id'))
        .addColumn('key', 'text', (column) => column.notNull())
        .addColumn('value', 'text', (column) => column.notNull())
        .addPrimaryKeyConstraint(`${table}_key`, ['model_id', 'key'])
        .execute()
    }
    await schema
      .createTable('logged_model_metrics')
      .addColumn('model_id', 'text', (column) => column.notNull().references('logged_models.model_id'))
      .addColumn('run_id', 'text', (column) => column.notNull().references('runs.run_id'))
      .addColumn('key', 'text', (column) => column.notNull())
      .addColumn('value', 'double precision', (column) => column.notNull())
      .addColumn('is_nan', 'integer', (column) => column.notNull())
      .addColumn('timestamp_millis', 'bigint', (column) => column.notNull())
      .addColumn('step', 'bigint', (column) => column.notNull())
      .addColumn('dataset_name', 'text')
      .addColumn('dataset_digest', 'text')
      .addPrimaryKeyConstraint('logged_model_metrics_key', ['model_id', 'key', 'run_id', 'timestamp_millis', 'step'])
      .execute()
  },
})
