import { Readable } from 'node:stream'
import { type ClickHouseClient, ClickHouseLogLevel, type ClickHouseSettings, createClient } from '@clickhouse/client'
import type { Engine, Parameters, Role, RowsToInsert } from '../clickhouse/engine.ts'
import type { EngineError } from '../clickhouse/engine-error.ts'
import { SessionQueue } from '../clickhouse/session-queue.ts'
import { parameterText } from '../clickhouse/set-parameters.ts'
import type { ClickHouseTarget } from './clickhouse-target.ts'
import { formBody } from './form-body.ts'
import { engineErrorOfHttp, isBrokenConnection } from './http-error.ts'
import { splitParameters } from './split-parameters.ts'

export interface HttpEngineOptions {
  /** Statements at once, of each role. */
  readonly maxReads?: number
  readonly maxWrites?: number
  readonly maxReadSeconds?: number
  readonly maxReadBytes?: number
  readonly maxWaiting?: number
}

const MIB = 1024 * 1024
const SECOND_MILLIS = 1000
/** How much longer than a statement its request may take. */
const GRACE_SECONDS = 10
/** Changes to the schema wait for every server of a cluster. */
const MAX_WRITE_SECONDS = 600
const UNKNOWN_DATABASE = 81

/** The URL's own settings win over these. */
const SETTINGS = {
  output_format_json_quote_64bit_integers: 1,
  // An error then comes as one, never behind a result that looks whole.
  wait_end_of_query: 1,
  async_insert: 0,
  // What follows is for clusters. Acknowledged means stored on the shard, not in a queue on the way to it.
  distributed_foreground_insert: 1,
  // Traces lie by trace and messages by conversation, so a subquery may need rows of any shard.
  distributed_product_mode: 'global',
  // Everybody reads where everybody writes, so that what was acknowledged is in the next read.
  load_balancing: 'in_order',
  prefer_localhost_replica: 0,
  alter_sync: '2',
  distributed_ddl_task_timeout: String(MAX_WRITE_SECONDS - GRACE_SECONDS),
} as const satisfies ClickHouseSettings

/**
 * Speaks to ClickHouse over HTTP. Makes the database if it is missing. Rejects with an EngineError that tells why the
 * server cannot be used.
 */
export async function openHttpEngine(
  target: ClickHouseTarget,
  {
    maxReads = 8,
    maxWrites = 4,
    maxReadSeconds = 30,
    maxReadBytes = 768 * MIB,
    maxWaiting = 1000,
  }: HttpEngineOptions = {},
): Promise<Engine> {
  await ensureDatabase(target)
  // A client for each role: its sockets are its own, so that no read keeps a write waiting.
  const reader = clientOf(target, maxReads, maxReadSeconds + GRACE_SECONDS, {
    max_execution_time: String(maxReadSeconds),
    max_memory_usage: String(maxReadBytes),
  })
  const writer = clientOf(target, maxWrites, MAX_WRITE_SECONDS)
  return new HttpEngine(
    {
      read: new SessionQueue(
        Array.from({ length: maxReads }, () => reader),
        maxWaiting,
      ),
      write: new SessionQueue(
        Array.from({ length: maxWrites }, () => writer),
        maxWaiting,
      ),
    },
    async () => {
      await reader.close()
      await writer.close()
    },
  )
}

class HttpEngine implements Engine {
  readonly #queues: Readonly<Record<Role, SessionQueue<ClickHouseClient>>>
  readonly #closeClients: () => Promise<void>
  #closing: Promise<void> | undefined

  constructor(queues: Readonly<Record<Role, SessionQueue<ClickHouseClient>>>, closeClients: () => Promise<void>) {
    this.#queues = queues
    this.#closeClients = closeClients
  }

  rows<Row>(text: string, given: Parameters = {}, role: Role = 'read'): Promise<Row[]> {
    const { statement, parameters } = splitParameters(text, given)
    return this.#send(role, async (client) => {
      const result = await client.query({ query: statement, query_params: parameters, format: 'JSONEachRow' })
      return await result.json<Row>()
    })
  }

  async run(text: string, given: Parameters = {}): Promise<void> {
    const { statement, parameters } = splitParameters(text, given)
    const fields = Object.entries(parameters).map(([name, value]) => [`param_${name}`, parameterText(value)])
    if (fields.length === 0) return this.#send('write', (client) => client.command({ query: statement }).then(() => {}))
    const { contentType, bytes } = formBody(Object.fromEntries(fields))
    await this.#send('write', (client) => sendBody(client, statement, bytes, { 'content-type': contentType }))
  }

  async insert({ table, columns, format, bytes }: RowsToInsert): Promise<void> {
    const statement = `INSERT INTO ${table} (${columns.join(', ')}) FORMAT ${format}`
    await this.#send('write', (client) => sendBody(client, statement, bytes))
  }

  close(): Promise<void> {
    this.#closing ??= Promise.all([this.#queues.read.close(), this.#queues.write.close()]).then(this.#closeClients)
    return this.#closing
  }

  #send<T>(role: Role, request: (client: ClickHouseClient) => Promise<T>): Promise<T> {
    return this.#queues[role].run((client) => sendTwice(() => request(client)))
  }
}

/** The statement in the URL, `body` as it is. */
async function sendBody(
  client: ClickHouseClient,
  query: string,
  body: Uint8Array,
  headers: Readonly<Record<string, string>> = {},
): Promise<void> {
  const values = Readable.from([body], { objectMode: false })
  const { stream } = await client.exec({ query, values, http_headers: { ...headers } })
  stream.resume()
}

/** Once more when the connection broke: whatever is asked of an engine may be repeated. */
async function sendTwice<T>(request: () => Promise<T>): Promise<T> {
  try {
    return await request()
  } catch (error) {
    if (!isBrokenConnection(error)) throw engineErrorOfHttp(error)
  }
  return request().catch((error: unknown) => {
    throw engineErrorOfHttp(error)
  })
}

const clientOf = (
  { url, user, password, database, settings }: ClickHouseTarget,
  connections: number,
  maxSeconds: number,
  roleSettings: Readonly<Record<string, string>> = {},
): ClickHouseClient =>
  createClient({
    url,
    username: user,
    password,
    database,
    application: 'loupe',
    max_open_connections: connections,
    request_timeout: maxSeconds * SECOND_MILLIS,
    use_multipart_params_auto: true,
    clickhouse_settings: { ...SETTINGS, ...roleSettings, ...settings },
    // It would write statements and their values.
    log: { level: ClickHouseLogLevel.OFF },
  })

async function ensureDatabase(target: ClickHouseTarget): Promise<void> {
  const error = await ask(target, 'SELECT 1')
  if (error === undefined) return
  if (error.code !== UNKNOWN_DATABASE) throw error
  const everywhere = target.cluster === undefined ? '' : ` ON CLUSTER ${target.cluster}`
  const make = `CREATE DATABASE IF NOT EXISTS ${target.database}${everywhere}`
  const refusal = await ask({ ...target, database: 'default' }, make)
  if (refusal !== undefined) throw refusal
}

async function ask(target: ClickHouseTarget, query: string): Promise<EngineError | undefined> {
  const client = clientOf(target, 1, GRACE_SECONDS)
  try {
    await client.command({ query })
    return undefined
  } catch (error) {
    return engineErrorOfHttp(error)
  } finally {
    await client.close()
  }
}
