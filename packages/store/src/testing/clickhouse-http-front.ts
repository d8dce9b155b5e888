import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { buffer } from 'node:stream/consumers'
import { Session } from 'chdb'
import { SessionQueue } from '../clickhouse/session-queue.ts'

export interface ClickHouseHttpFront extends AsyncDisposable {
  /** With user, password and database, as a person gives it. */
  readonly url: string
  /** What was asked so far: statements without the values bound to them. */
  readonly statements: readonly string[]
  close(): Promise<void>
}

export interface FrontOptions {
  readonly user?: string
  readonly password?: string
  readonly database?: string
  readonly sessions?: number
  /** A configuration for the engine. */
  readonly configFile?: string
}

/** Real servers refuse longer ones, and so would those that stand between. */
const MAX_URL_BYTES = 16 * 1024
const MAX_FIELD_BYTES = 131_072
const NO_SETTINGS = new Set(['query', 'query_id', 'database', 'wait_end_of_query', 'enable_http_compression'])
const INSERT = /^\s*INSERT\s+INTO\s+(\S+)\s*\(([^)]*)\)\s*FORMAT\s+(\w+)\s*$/i
const STATUS_OF_CODE: Readonly<Record<number, number>> = { 60: 404, 81: 404, 516: 403, 241: 500 }

/**
 * ClickHouse's HTTP interface on the embedded engine, as much as the official client uses: parameters in the URL or as a
 * form, settings, formats, insert bodies, errors, ping, a user. Opens `folder`, one at a time in a process.
 */
export async function startClickHouseHttpFront(
  folder: string,
  { user = 'default', password = 'p@ss/word', database = 'default', sessions = 6, configFile }: FrontOptions = {},
): Promise<ClickHouseHttpFront> {
  const opened = Array.from({ length: sessions }, () => new FrontSession(folder, configFile))
  const queue = new SessionQueue(opened, Number.MAX_SAFE_INTEGER)
  const statements: string[] = []
  const authorization = `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`

  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://front')
    if (pathname === '/ping') return void response.end('Ok.\n')
    const body = await buffer(request)
    if ((request.url ?? '').length > MAX_URL_BYTES) return refuse(response, 36, 'the URL is too long')
    if (request.headers.authorization !== authorization) {
      return refuse(response, 516, `${user}: Authentication failed. (AUTHENTICATION_FAILED)`)
    }
    const form = await formOf(request, body)
    if (form?.values().some((value) => String(value).length > MAX_FIELD_BYTES)) {
      return refuse(response, 1000, 'Field value too long. (POCO_EXCEPTION)')
    }
    const fields = new Map([...searchParams, ...(form ?? [])])
    const statement = [fields.get('query'), form === undefined ? body : ''].filter(Boolean)
    const insert = INSERT.exec(fields.get('query') ?? '')
    statements.push(insert === null ? String(statement.join('\n')) : insert[0])
    const result = await queue.run(async (session) => {
      const release = await session.prepare(fields)
      try {
        if (insert === null) return await session.ask(statement.join('\n'))
        return await session.insert({ table: insert[1]!, columns: insert[2]!, format: insert[3]!, body })
      } finally {
        await release()
      }
    })
    response.setHeader('x-clickhouse-summary', '{}')
    response.end(result)
  }

  const server = createServer((request, response) => {
    answer(request, response).catch((error: unknown) => {
      const { message, clickhouseCode = 1001 } = error as Error & { clickhouseCode?: number }
      refuse(response, Number(clickhouseCode), message)
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const close = async (): Promise<void> => {
    server.close()
    server.closeAllConnections()
    await queue.close()
    for (const session of opened) session.close()
  }
  let closing: Promise<void> | undefined
  return {
    url: `http://${user}:${encodeURIComponent(password)}@127.0.0.1:${port}/${database}`,
    statements,
    close: () => (closing ??= close()),
    [Symbol.asyncDispose]: () => (closing ??= close()),
  }
}

function refuse(response: ServerResponse, code: number, message: string): void {
  response.writeHead(STATUS_OF_CODE[code] ?? 500, { 'x-clickhouse-exception-code': code })
  response.end(message.startsWith('Code: ') ? message : `Code: ${code}. DB::Exception: ${message}`)
}

async function formOf({ headers }: IncomingMessage, body: Buffer): Promise<Map<string, string> | undefined> {
  const type = headers['content-type'] ?? ''
  if (!type.startsWith('multipart/form-data')) return undefined
  const data = await new Response(Uint8Array.from(body), { headers: { 'content-type': type } }).formData()
  return new Map([...data].map(([name, value]) => [name, String(value)]))
}

interface FrontInsert {
  readonly table: string
  readonly columns: string
  readonly format: string
  readonly body: Buffer
}

/** A session of the engine that is as good as new for each request. */
class FrontSession {
  readonly #session: Session
  #database = 'default'

  constructor(folder: string, configFile: string | undefined) {
    const settings = ['--max_thread_pool_size=200', '--background_pool_size=2', '--max_query_size=268435456']
    const config = configFile === undefined ? [] : [`--config-file=${configFile}`]
    this.#session = new Session(folder, { connectionArgs: [...settings, ...config] })
  }

  /** Gives the session what the request brings of values and settings; the result takes the settings back. */
  async prepare(fields: ReadonlyMap<string, string>): Promise<() => Promise<void>> {
    const database = fields.get('database') ?? 'default'
    if (database !== this.#database) await this.#session.queryAsync(`USE ${database}`)
    this.#database = database
    const given = [...fields].filter(([name]) => !NO_SETTINGS.has(name))
    if (given.length > 0) {
      await this.#session.queryAsync(`SET ${given.map(([name, value]) => `${name} = ${quoted(value)}`).join(', ')}`)
    }
    return async () => {
      for (const [name] of given) {
        if (!name.startsWith('param_')) await this.#session.queryAsync(`SET ${name} = DEFAULT`)
      }
    }
  }

  async ask(statement: string): Promise<Uint8Array> {
    return (await this.#session.queryAsync(statement, { format: 'TabSeparated' })).bytes()
  }

  async insert({ table, columns, format, body }: FrontInsert): Promise<Uint8Array> {
    const names = columns.split(',').map((name) => name.trim().replaceAll('`', ''))
    const known = format === 'JSONEachRow' ? format : 'TabSeparated'
    await this.#session.insert({ table, columns: names, format: known, values: body })
    return new Uint8Array()
  }

  close(): void {
    this.#session.close()
  }
}

const quoted = (text: string): string => `'${text.replace(/[\\']/g, '\\$&').replaceAll('\0', '\\0')}'`
