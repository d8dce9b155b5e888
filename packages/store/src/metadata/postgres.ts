import {
  type ColumnDefinitionNode,
  type DataTypeNode,
  type Dialect,
  PostgresDialect,
  PostgresQueryCompiler,
} from 'kysely'
import { Pool, types } from 'pg'
import { ofPostgresText, toPostgresText } from './postgres-text.ts'

const MAX_CONNECTIONS = 10
const CONNECT_MILLIS = 10_000
const STATEMENT_MILLIS = 30_000

/** Kysely's PostgreSQL dialect over `pg`, so that stores find there what they find in SQLite. `url` is never logged. */
export function postgresDialect(url: string): Dialect {
  const pool = new Pool({
    connectionString: url,
    application_name: 'loupe',
    max: MAX_CONNECTIONS,
    connectionTimeoutMillis: CONNECT_MILLIS,
    statement_timeout: STATEMENT_MILLIS,
    keepAlive: true,
    types: { getTypeParser },
  })
  // An idle connection that breaks leaves the pool by itself; without a listener it would end the process.
  pool.on('error', () => {})
  const dialect = new PostgresDialect({ pool })
  return {
    createAdapter: () => dialect.createAdapter(),
    createDriver: () => dialect.createDriver(),
    createIntrospector: (database) => dialect.createIntrospector(database),
    createQueryCompiler: () => new SameAsSqliteCompiler(),
  }
}

class SameAsSqliteCompiler extends PostgresQueryCompiler {
  /** Texts compare by their bytes, whatever the locale of the database: pages and unique names depend on it. */
  protected override visitDataType(node: DataTypeNode): void {
    super.visitDataType(node)
    const parent = this.parentNode as ColumnDefinitionNode | undefined
    if (node.dataType === 'text' && parent?.kind === 'ColumnDefinitionNode') this.append(' collate "C"')
  }

  /** A parameter is of the type that it is compared with, but a fraction may be compared with a whole number too. */
  protected override appendValue(parameter: unknown): void {
    super.appendValue(parameter)
    if (typeof parameter === 'number' && !Number.isSafeInteger(parameter)) this.append('::float8')
  }

  protected override addParameter(parameter: unknown): void {
    super.addParameter(typeof parameter === 'string' ? toPostgresText(parameter) : parameter)
  }
}

// Of the catalogue pg_type. Whole numbers are ids, counts and milliseconds: all below 2^53.
const { INT8, NUMERIC, TEXT, VARCHAR } = types.builtins
const PARSERS: ReadonlyMap<number, (text: string) => unknown> = new Map<number, (text: string) => unknown>([
  [INT8, Number],
  [NUMERIC, Number],
  [TEXT, ofPostgresText],
  [VARCHAR, ofPostgresText],
])

const getTypeParser = ((oid: number, format?: 'text' | 'binary') =>
  PARSERS.get(oid) ?? types.getTypeParser(oid, format ?? 'text')) as typeof types.getTypeParser
