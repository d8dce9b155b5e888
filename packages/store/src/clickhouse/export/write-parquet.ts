import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { openEmbeddedEngine } from '../embedded-engine.ts'

/** A table of spans: names and ClickHouse types of its columns. */
const PARQUET_COLUMNS = {
  trace_id: 'String',
  span_id: 'String',
  parent_id: 'Nullable(String)',
  experiment_id: 'String',
  experiment: 'Nullable(String)',
  name: 'String',
  type: 'String',
  kind: 'String',
  start_time: "DateTime64(9, 'UTC')",
  end_time: "Nullable(DateTime64(9, 'UTC'))",
  duration_ms: 'Nullable(Float64)',
  status: 'String',
  status_message: 'Nullable(String)',
  model: 'Nullable(String)',
  provider: 'Nullable(String)',
  session_id: 'Nullable(String)',
  user_id: 'Nullable(String)',
  input_tokens: 'Nullable(Float64)',
  output_tokens: 'Nullable(Float64)',
  total_tokens: 'Nullable(Float64)',
  cost_usd: 'Nullable(Float64)',
  inputs: 'Nullable(String)',
  outputs: 'Nullable(String)',
  attributes: 'String',
  events: 'String',
  resource: 'String',
} as const

/** JSON of `PARQUET_COLUMNS`; times are nanoseconds as decimal text. */
export type ParquetRow = Readonly<Record<keyof typeof PARQUET_COLUMNS, string | number | null>>

/**
 * Makes a Parquet file of rows that lie in a file, one JSON a line, by the engine's own writer: however many there are,
 * few are in memory. Nothing else may hold an engine in this process. Rejects with EngineUnavailable or EngineError.
 */
export async function writeParquet(rowsFile: string, parquetFile: string): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'loupe-parquet-'))
  try {
    const engine = await openEmbeddedEngine(folder, { readSessions: 1, writeSessions: 1 })
    try {
      const columns = Object.entries(PARQUET_COLUMNS)
      const given = columns.map(([name, type]) => `${name} ${/DateTime/.test(type) ? 'Nullable(Int64)' : type}`)
      const taken = columns.map(([name, type]) => {
        if (!/DateTime/.test(type)) return name
        const time = `fromUnixTimestamp64Nano(assumeNotNull(${name}), 'UTC')`
        return `${type.startsWith('Nullable') ? `if(isNull(${name}), NULL, ${time})` : time} AS ${name}`
      })
      await rm(parquetFile, { force: true })
      await engine.run(
        `INSERT INTO FUNCTION file(${quoted(resolve(parquetFile))}, 'Parquet', ${quoted(columns.map((pair) => pair.join(' ')).join(', '))})
        SELECT ${taken.join(', ')} FROM file(${quoted(resolve(rowsFile))}, 'JSONEachRow', ${quoted(given.join(', '))})
        SETTINGS max_threads = 1, max_insert_threads = 1, input_format_parallel_parsing = 0`,
      )
    } finally {
      await engine.close()
    }
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

const quoted = (text: string): string => `'${text.replace(/[\\']/g, '\\$&')}'`
