import { createServer } from 'node:http'
import { once } from 'node:events'
import { connect, createServer as createTcpServer, type AddressInfo, type Socket } from 'node:net'
import { expect, test } from 'vitest'
import { EngineError } from '../clickhouse/engine-error.ts'
import { startClickHouseHttpFront } from '../testing/clickhouse-http-front.ts'
import { engineContract } from '../testing/engine-contract.ts'
import { openOverHttp } from '../testing/open-over-http.ts'
import { temporaryFolder } from '../testing/temporary-folder.ts'
import { type ClickHouseTarget, readClickHouseUrl } from './clickhouse-target.ts'
import { openHttpEngine } from './http-engine.ts'

engineContract('ClickHouse over HTTP', async ({ reads, ...limits } = {}) => {
  const folder = await temporaryFolder()
  const engine = await openOverHttp(folder.path, { ...limits, ...(reads !== undefined && { maxReads: reads }) })
  return {
    ...engine,
    async [Symbol.asyncDispose]() {
      await engine.close()
      await folder[Symbol.asyncDispose]()
    },
  }
})

function targetOf(url: string): ClickHouseTarget {
  const read = readClickHouseUrl(url)
  if (!read.ok) throw new Error(read.expected)
  return read.target
}

test('a database that is missing is made', async () => {
  await using folder = await temporaryFolder()
  await using front = await startClickHouseHttpFront(folder.path, { database: 'loupe_traces' })

  const engine = await openHttpEngine(targetOf(front.url))
  const rows = await engine.rows('SELECT currentDatabase() AS name')
  await engine.close()

  expect(rows).toEqual([{ name: 'loupe_traces' }])
})

test('the settings of the URL go with every statement and win over ours', async () => {
  await using folder = await temporaryFolder()
  await using front = await startClickHouseHttpFront(folder.path)

  const engine = await openHttpEngine(targetOf(`${front.url}?insert_quorum=2&load_balancing=random`))
  const rows = await engine.rows(
    "SELECT name, value FROM system.settings WHERE name IN ('insert_quorum', 'load_balancing') ORDER BY name",
  )
  await engine.close()

  expect(rows).toEqual([
    { name: 'insert_quorum', value: '2' },
    { name: 'load_balancing', value: 'random' },
  ])
})

test('a wrong password is told without it', async () => {
  await using folder = await temporaryFolder()
  await using front = await startClickHouseHttpFront(folder.path)
  const target = { ...targetOf(front.url), password: 'not-this-one' }

  const error = await openHttpEngine(target).catch((error: unknown) => error)

  expect(error).toBeInstanceOf(EngineError)
  expect(error).toMatchObject({ code: 516, message: expect.stringContaining('Authentication failed') })
  expect(String(error)).not.toContain('not-this-one')
})

test('a server that is not there is unavailable', async () => {
  const taken = createServer().listen(0, '127.0.0.1')
  await once(taken, 'listening')
  const { port } = taken.address() as AddressInfo
  taken.close()
  await once(taken, 'close')

  const error = await openHttpEngine(targetOf(`http://127.0.0.1:${port}`)).catch((error: unknown) => error)

  expect(error).toMatchObject({ kind: 'unavailable', message: expect.stringContaining('ECONNREFUSED') })
})

test('a statement whose connection breaks is sent once more', async () => {
  await using folder = await temporaryFolder()
  await using front = await startClickHouseHttpFront(folder.path)
  const proxy = await startBreakingProxy(new URL(front.url))
  const engine = await openHttpEngine(targetOf(front.url.replace(new URL(front.url).host, `127.0.0.1:${proxy.port}`)))
  await engine.run('CREATE TABLE t (a UInt8) ENGINE = ReplacingMergeTree ORDER BY a')

  proxy.breakNext()
  await engine.insert({ table: 't', columns: ['a'], format: 'TSV', bytes: Buffer.from('1\n') })
  proxy.breakNext()
  const rows = await engine.rows('SELECT a FROM t FINAL')
  await engine.close()
  proxy.close()

  expect(rows).toEqual([{ a: 1 }])
  expect(proxy.broken()).toBe(2)
})

/** Passes bytes on, and breaks the connection that brings the next ones when asked to. */
async function startBreakingProxy({ hostname, port }: URL): Promise<{
  readonly port: number
  breakNext(): void
  broken(): number
  close(): void
}> {
  let isToBreak = false
  let broken = 0
  const sockets = new Set<Socket>()
  const server = createTcpServer((socket) => {
    const upstream = connect(Number(port), hostname)
    for (const each of [socket, upstream]) sockets.add(each.on('error', () => {}))
    upstream.pipe(socket)
    socket.on('close', () => upstream.destroy())
    socket.on('data', (bytes) => {
      if (!isToBreak) return void upstream.write(bytes)
      isToBreak = false
      broken++
      socket.resetAndDestroy()
    })
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    port: (server.address() as AddressInfo).port,
    breakNext: () => void (isToBreak = true),
    broken: () => broken,
    close: () => {
      server.close()
      for (const socket of sockets) socket.destroy()
    },
  }
}
