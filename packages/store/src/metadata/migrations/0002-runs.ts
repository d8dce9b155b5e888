import { type Kysely, sql } from 'kysely'
import type { Migration } from 'kysely/migration'
import type { IdColumn } from '../id-column.ts'
import type { MetadataTables } from '../tables.ts'

export const runs = (id: IdColumn): Migration => ({
  async up(database: Kysely<MetadataTables>) {
    const { schema } = database
    await schema
      .createTable('runs')
      .addColumn('run_id', 'text', (column) => column.primaryKey())
      .addColumn('experiment_id', id.type, (column) => column.notNull().references('experiments.id'))
      .addColumn('name', 'text', (column) => column.notNull())
      .addColumn('user_id', 'text', (column) => column.notNull())
      .addColumn('status', 'text', (column) => column.notNull())
      .addColumn('start_millis', 'bigint', (column) => column.notNull())
      .addColumn('end_millis', 'bigint')
      .addColumn('artifact_uri', 'text', (column) => column.notNull())
      .addColumn('lifecycle_stage', 'text', (column) =>
        column.notNull().check(sql`lifecycle_stage in ('active', 'deleted')`),
      )
      .execute()
    await schema
      .createIndex('runs_newest_first')
      .on('runs')
      .columns(['experiment_id', 'start_millis desc', 'run_id'])
      .execute()
    for (const table of ['run_params', 'run_tags']) {
      await schema
        .createTable(table)
        .addColumn('run_id', 'text', (column) => column.notNull().references('runs.run_id'))
        .addColumn('key', 'text', (column) => column.notNull())
        .addColumn('value', 'text', (column) => column.notNull())
        .addPrimaryKeyConstraint(`${table}_key`, ['run_id', 'key'])
        .execute()
    }
    for (const table of ['run_metrics', 'run_latest_metrics']) {
      const latest = table === 'run_latest_metrics'
      await schema
        .createTable(table)
        .addColumn('run_id', 'text', (column) => column.notNull().references('runs.run_id'))
        .addColumn('key', 'text', (column) => column.notNull())
        .addColumn('value', 'double precision', (column) => column.notNull())
        .addColumn('is_nan', 'integer', (column) => column.notNull())
        .addColumn('timestamp_millis', 'bigint', (column) => column.notNull())
        .addColumn('step', 'bigint', (column) => column.notNull())
        .addPrimaryKeyConstraint(
          `${table}_key`,
          latest ? ['run_id', 'key'] : ['run_id', 'key', 'timestamp_millis', 'step', 'value', 'is_nan'],
        )
        .execute()
    }
    await schema
      .createTable('datasets')
      .addColumn('dataset_id', 'text', (column) => column.primaryKey())
      .addColumn('experiment_id', id.type, (column) => column.notNull().references('experiments.id'))
      .addColumn('name', 'text', (column) => column.notNull())
      .addColumn('digest', 'text', (column) => column.notNull())
      .addColumn('source_type', 'text', (column) => column.notNull())
      .addColumn('source', 'text', (column) => column.notNull())
      .addColumn('schema', 'text')
      .addColumn('profile', 'text')
      .addUniqueConstraint('datasets_once', ['experiment_id', 'name', 'digest'])
      .execute()
    await schema
      .createTable('run_datasets')
      .addColumn('run_id', 'text', (column) => column.notNull().references('runs.run_id'))
      .addColumn('dataset_id', 'text', (column) => column.notNull().references('datasets.dataset_id'))
      .addPrimaryKeyConstraint('run_datasets_key', ['run_id', 'dataset_id'])
      .execute()
    await schema
      .createTable('run_dataset_tags')
      .addColumn('run_id', 'text', (column) => column.notNull().references('runs.run_id'))
      .addColumn('dataset_id', 'text', (column) => column.notNull().references('datasets.dataset_id'))
      .addColumn('key', 'text', (column) => column.notNull())
      .addColumn('value', 'text', (column) => column.notNull())
      .addPrimaryKeyConstraint('run_dataset_tags_key', ['run_id', 'dataset_id', 'key'])
      .execute()
    await schema
      .createTable('run_models')
      .addColumn('run_id', 'text', (column) => column.notNull().references('runs.run_id'))
      .addColumn('model_id', 'text', (column) => column.notNull())
      .addColumn('role', 'text', (column) => column.notNull().check(sql`role in ('input', 'output')`))
      .addColumn('step', 'bigint', (column) => column.notNull())
      .addPrimaryKeyConstraint('run_models_key', ['run_id', 'model_id', 'role', 'step'])
      .execute()
  },
})
