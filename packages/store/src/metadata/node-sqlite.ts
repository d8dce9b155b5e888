import { DatabaseSync, type SQLInputValue } from 'node:sqlite'
import { type Dialect, SqliteDialect, type SqliteDatabase, type SqliteStatement } from 'kysely'

const BUSY_TIMEOUT_MILLIS = 5000

/** Kysely's SQLite dialect over Node's own SQLite. The file is made if missing; its folder must be there. */
export function nodeSqliteDialect(path: string): Dialect {
  const database = new DatabaseSync(path, { timeout: BUSY_TIMEOUT_MILLIS, enableForeignKeyConstraints: true })
  database.exec('PRAGMA journal_mode = WAL')
  // Metadata is written seldom and missed dearly: what was answered survives power loss too.
  database.exec('PRAGMA synchronous = FULL')
  // As in other databases; LIKE without regard to case is written as such.
  database.exec('PRAGMA case_sensitive_like = ON')
  return new SqliteDialect({ database: kyselyDatabase(database) })
}

const kyselyDatabase = (database: DatabaseSync): SqliteDatabase => ({
  close: () => database.close(),
  prepare: (text) => kyselyStatement(database, text),
})

function kyselyStatement(database: DatabaseSync, text: string): SqliteStatement {
  const statement = database.prepare(text)
  const values = (parameters: readonly unknown[]): SQLInputValue[] => parameters as SQLInputValue[]
  return {
    reader: statement.columns().length > 0,
    all: (parameters) => statement.all(...values(parameters)),
    run: (parameters) => statement.run(...values(parameters)),
    iterate: (parameters) => statement.iterate(...values(parameters)),
  }
}
