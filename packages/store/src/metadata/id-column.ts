import type { ColumnDefinitionBuilder } from 'kysely'

/** The one thing that databases disagree on here: how a primary key counts by itself, beginning at 1. */
export interface IdColumn {
  readonly type: 'integer' | 'bigint'
  build(column: ColumnDefinitionBuilder): ColumnDefinitionBuilder
}

/** SQLite never gives an id twice only with AUTOINCREMENT. */
export const SQLITE_ID: IdColumn = {
  type: 'integer',
  build: (column) => column.primaryKey().autoIncrement(),
}

/** `by default`: the experiment with the id 0 comes with its id. */
export const POSTGRES_ID: IdColumn = {
  type: 'bigint',
  build: (column) => column.primaryKey().generatedByDefaultAsIdentity(),
}
