import { mkdir } from 'node:fs/promises'
import { resolve } from 'node:path'
import { totalmem } from 'node:os'
import type * as chdb from 'chdb'
import { writeEngineConfig } from './backup/engine-config.ts'
import type { Engine, Parameters, Role, RowsToInsert } from './engine.ts'
import { EngineError, EngineUnavailable } from './engine-error.ts'
import { engineMemory } from './engine-memory.ts'
import { readJsonRows } from './json-rows.ts'
import { RowsFiles } from './rows-files.ts'
import { SessionQueue } from './session-queue.ts'
import { setParameters } from './set-parameters.ts'

type Session = chdb.Session
type Chdb = Pick<typeof chdb, 'Session' | 'drainPending'>

export interface EmbeddedEngineOptions {
  readonly readSessions?: number
  readonly writeSessions?: number
  readonly maxReadSeconds?: number
  /** Of all statements and merges together; what the process may have decides when absent. */
  readonly maxTotalBytes?: number
  readonly maxReadBytes?: number
  readonly maxWaiting?: number
  /** Where backups go; without it the engine makes none. */
  readonly backupsFolder?: string
  /** See EngineConfig. */
  readonly fsync?: boolean
  readonly oldPartsSeconds?: number
  /** How to get the native library. */
  readonly load?: () => Promise<Chdb>
}

const MIB = 1024 * 1024

// Measured: smaller caches cost nothing and keep the process small; the defaults of some are gigabytes.
const SERVER_SETTINGS = {
  mark_cache_size: 16 * MIB,
  index_mark_cache_size: 8 * MIB,
  primary_index_cache_size: 16 * MIB,
  query_condition_cache_size: 8 * MIB,
  compiled_expression_cache_size: 8 * MIB,
  text_index_tokens_cache_size: 8 * MIB,
  text_index_header_cache_size: 8 * MIB,
  text_index_postings_cache_size: 8 * MIB,
  vector_similarity_index_cache_size: 1 * MIB,
  iceberg_metadata_files_cache_size: 1 * MIB,
  background_pool_size: 2,
  // Merges take what commits leave of the processors, and at least a tenth.
  os_threads_nice_value_merge_mutate: 10,
  max_thread_pool_size: 200,
} as const

// Compiling expressions to machine code never paid here, and costs 16 MB and 80 ms at the start.
const SESSION_SETTINGS = {
  compile_expressions: 0,
  compile_aggregate_expressions: 0,
  compile_sort_description: 0,
  output_format_json_quote_64bit_integers: 1,
  // The parameters of a statement come as a statement of their own, lists of ids among them.
  max_query_size: 256 * MIB,
  max_threads: 2,
} as const

const INSERT_SETTINGS = { max_threads: 1, max_insert_threads: 1, input_format_parallel_parsing: 0 } as const

/** From here on a file costs less than its rows behind the statement. */
const FILE_BYTES = MIB / 2
const FROM_FILE_SETTINGS = Object.entries({
  ...INSERT_SETTINGS,
  // The columns of the table that are named, in their order.
  use_structure_from_insertion_table_in_table_functions: 1,
})
  .map(([name, value]) => `${name} = ${value}`)
  .join(', ')

/**
 * Opens the folder `path` (made if missing) in this process. One process may hold a folder; a process holds one folder
 * at a time. Rejects with EngineUnavailable where there is no engine, with EngineError if the folder cannot be opened.
 */
export async function openEmbeddedEngine(
  path: string,
  {
    readSessions = 3,
    writeSessions = 2,
    maxReadSeconds = 30,
    maxTotalBytes = engineMemory(availableBytes()).totalBytes,
    maxReadBytes = engineMemory(availableBytes()).readBytes,
    maxWaiting = 1000,
    backupsFolder,
    oldPartsSeconds = 30,
    fsync = false,
    load = () => import('chdb'),
  }: EmbeddedEngineOptions = {},
): Promise<Engine> {
  const engine = await load().catch((cause: unknown) => {
    throw new EngineUnavailable(`${process.platform}-${process.arch}`, cause)
  })
  await mkdir(path, { recursive: true })
  const configFile = await writeEngineConfig(resolve(path), {
    oldPartsSeconds,
    fsync,
    ...(backupsFolder !== undefined && { backupsFolder }),
  })
  const rowsFiles = await RowsFiles.open(`${resolve(path)}.rows`)
  const opened: Session[] = []
  const open = (settings: Readonly<Record<string, number>> = {}): Session => {
    const session = new engine.Session(path, {
      connectionArgs: [
        `--config-file=${configFile}`,
        ...argumentsOf({
          ...SERVER_SETTINGS,
          max_server_memory_usage: maxTotalBytes,
          ...SESSION_SETTINGS,
          ...settings,
        }),
      ],
    })
    opened.push(session)
    return session
  }
  const closeSessions = async (): Promise<void> => {
    for (const session of opened) session.close()
    await engine.drainPending()
    await rowsFiles.remove()
  }
  try {
    const writers = Array.from({ length: writeSessions }, () => open())
    const readers = Array.from({ length: readSessions }, () =>
      open({ max_execution_time: maxReadSeconds, max_memory_usage: maxReadBytes }),
    )
    return new EmbeddedEngine(
      { read: new SessionQueue(readers, maxWaiting), write: new SessionQueue(writers, maxWaiting) },
      rowsFiles,
      closeSessions,
    )
  } catch (error) {
    await closeSessions()
    throw engineErrorOf(error)
  }
}

class EmbeddedEngine implements Engine {
  readonly #queues: Readonly<Record<Role, SessionQueue<Session>>>
  readonly #rowsFiles: RowsFiles
  readonly #closeSessions: () => Promise<void>
  #closing: Promise<void> | undefined

  constructor(
    queues: Readonly<Record<Role, SessionQueue<Session>>>,
    rowsFiles: RowsFiles,
    closeSessions: () => Promise<void>,
  ) {
    this.#queues = queues
    this.#rowsFiles = rowsFiles
    this.#closeSessions = closeSessions
  }

  async rows<Row>(statement: string, parameters: Parameters = {}, role: Role = 'read'): Promise<Row[]> {
    return readJsonRows<Row>(await this.#queues[role].run((session) => ask(session, statement, parameters)))
  }

  async run(statement: string, parameters: Parameters = {}): Promise<void> {
    await this.#queues.write.run((session) => ask(session, statement, parameters))
  }

  async insert(rows: RowsToInsert): Promise<void> {
    await this.#queues.write.run(async (session) => {
      if (rows.bytes.length < FILE_BYTES || !this.#rowsFiles.areReadable) return insertInline(session, rows)
      await this.#rowsFiles.with(rows.bytes, (file) => ask(session, insertFrom(file, rows), {}))
    })
  }

  close(): Promise<void> {
    this.#closing ??= Promise.all([this.#queues.read.close(), this.#queues.write.close()]).then(this.#closeSessions)
    return this.#closing
  }
}

async function insertInline(session: Session, { table, columns, format, bytes }: RowsToInsert): Promise<void> {
  try {
    await session.insert({ table, columns, format, values: bytes, settings: INSERT_SETTINGS })
  } catch (error) {
    throw engineErrorOf(error)
  }
}

const insertFrom = (file: string, { table, columns, format }: RowsToInsert): string =>
  `INSERT INTO ${table} (${columns.join(', ')})
  SELECT * FROM file('${quoted(file)}', '${format}')
  SETTINGS ${FROM_FILE_SETTINGS}`

const quoted = (text: string): string => text.replace(/[\\']/g, '\\$&')

async function ask(session: Session, statement: string, parameters: Parameters): Promise<Uint8Array> {
  try {
    if (Object.keys(parameters).length > 0) await session.queryAsync(setParameters(parameters))
    return (await session.queryAsync(statement, { format: 'JSONEachRow' })).bytes()
  } catch (error) {
    throw engineErrorOf(error)
  }
}

/** Of the container, or of the machine. 0: nothing bounds the process. */
const availableBytes = (): number => Math.min(process.constrainedMemory() || Infinity, totalmem())

const argumentsOf = (settings: Readonly<Record<string, number>>): string[] =>
  Object.entries(settings).map(([name, value]) => `--${name}=${value}`)

/** The binding's errors carry ClickHouse's number as `clickhouseCode`. */
function engineErrorOf(error: unknown): EngineError {
  if (error instanceof EngineError) return error
  const message = error instanceof Error ? error.message : String(error)
  const code =
    typeof error === 'object' && error !== null && 'clickhouseCode' in error ? error.clickhouseCode : undefined
  return new EngineError(message, code === undefined ? undefined : Number(code), error)
}
