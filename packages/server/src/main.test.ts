import { existsSync, readFileSync } from 'node:fs'
import { chmod, writeFile } from 'node:fs/promises'
import { once } from 'node:events'
import { createServer } from 'node:http'
import { connect, type AddressInfo } from 'node:net'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { startServer as start } from './main.ts'
import { startFailureMessage } from './start/start-failure.ts'
import { apiGet } from './testing/api-calls.ts'
import { exportSpans } from './testing/export-spans.ts'
import { otlpSpan } from './testing/otlp-requests.ts'
import { startServerProcess } from './testing/server-process.ts'
import { startServer } from './testing/start-server.ts'
import { temporaryFolder } from './testing/temporary-folder.ts'

const DEFAULTS = { host: 'localhost', port: 0, allowedHosts: [] }
const quiet = { log: () => {} }
const UNFINISHED_REQUEST =
  'POST /v1/traces HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/x-protobuf\r\nContent-Length: 99\r\n\r\nx'

const spanCount = async (url: string, otelTraceId: string): Promise<number> => {
  const { json } = await apiGet(url, '/api/3.0/mlflow/traces/get', { trace_id: otelTraceId, allow_partial: 'true' })
  return (json as { trace?: { spans?: unknown[] } }).trace?.spans?.length ?? 0
}

test('what was acknowledged is there after kill -9', async () => {
  await using folder = await temporaryFolder()
  const spans = [otlpSpan(), otlpSpan(), otlpSpan()]
  await using first = await startServerProcess({ dataDir: folder.path })
  for (const span of spans) await exportSpans(first.url, [span], { resource: { 'loupe.experiment.name': 'kept' } })

  await first.kill('SIGKILL')
  await using second = await startServerProcess({ dataDir: folder.path })

  expect(await Promise.all(spans.map((span) => spanCount(second.url, span.traceId)))).toEqual([1, 1, 1])
  const byName = await apiGet(second.url, '/api/2.0/mlflow/experiments/get-by-name', { experiment_name: 'kept' })
  expect(byName.status).toBe(200)
})

test('a second server on one folder is told who holds it, and the lock goes with its holder', async () => {
  await using folder = await temporaryFolder()
  await using first = await startServerProcess({ dataDir: folder.path })

  const second = await start({ ...DEFAULTS, dataDir: folder.path }, quiet)

  expect(second).toMatchObject({
    failure: { kind: 'data-dir-in-use', holder: { pid: first.pid, url: first.url } },
  })
  await first.kill('SIGTERM')
  expect(existsSync(join(folder.path, 'lock'))).toBe(false)
})

test('a port that another program uses is told, and that a free one can be chosen', async () => {
  await using folder = await temporaryFolder()
  const other = createServer((_, response) => response.end('not loupe')).listen(0, '127.0.0.1')
  await once(other, 'listening')
  const { port } = other.address() as AddressInfo

  const result = await start({ ...DEFAULTS, port, dataDir: join(folder.path, 'data') }, quiet)

  expect(result).toMatchObject({ failure: { kind: 'port-in-use', port, loupeVersion: undefined } })
  expect(result.ok ? '' : startFailureMessage(result.failure)).toContain('--port')
  expect(existsSync(join(folder.path, 'data'))).toBe(false)
  other.close()
})

test('a port that another Loupe uses is told as such', async () => {
  await using folder = await temporaryFolder()
  await using first = await startServer()

  const result = await start({ ...DEFAULTS, port: first.port, dataDir: folder.path }, quiet)

  expect(result.ok ? '' : startFailureMessage(result.failure)).toContain('Loupe 0.1.0 is already running')
})

test('a folder that cannot be is told', async () => {
  await using folder = await temporaryFolder()
  await writeFile(join(folder.path, 'file'), '')

  const result = await start({ ...DEFAULTS, dataDir: join(folder.path, 'file/below') }, quiet)

  expect(result).toMatchObject({ failure: { kind: 'data-dir-not-writable' } })
})

test.skipIf(process.getuid?.() === 0)('a folder without permission is told', async () => {
  await using folder = await temporaryFolder()
  await chmod(folder.path, 0o500)

  const result = await start({ ...DEFAULTS, dataDir: folder.path }, quiet)

  expect(result).toMatchObject({ failure: { kind: 'data-dir-not-writable', reason: 'permission denied' } })
})

test('an address that this machine does not have is told', async () => {
  await using folder = await temporaryFolder()

  const result = await start({ ...DEFAULTS, host: '192.0.2.1', dataDir: folder.path }, quiet)

  expect(result).toMatchObject({ failure: { kind: 'cannot-bind', host: '192.0.2.1' } })
})

test('50 exports at once are all stored and counted', async () => {
  await using server = await startServer()
  const requests = Array.from({ length: 50 }, () => Array.from({ length: 20 }, () => otlpSpan()))

  await Promise.all(requests.map((spans) => exportSpans(server.url, spans)))

  const { json } = await apiGet(server.url, '/api/loupe/v1/status')
  expect(json).toMatchObject({ trace_count: 1000 })
  const counts = await Promise.all(requests.map(([span]) => spanCount(server.url, span!.traceId)))
  expect(counts).toEqual(requests.map(() => 1))
})

test('closing cuts off a connection without a request at once, and a request that never ends after a while', async () => {
  await using server = await startServer({}, { maxStopMillis: 300 })
  const idle = connect(server.port, '127.0.0.1')
  const hung = connect(server.port, '127.0.0.1')
  idle.on('error', () => {})
  hung.on('error', () => {})
  const ended: string[] = []
  idle.on('close', () => ended.push('idle'))
  hung.on('close', () => ended.push('hung'))
  hung.write(UNFINISHED_REQUEST)
  // A later request that is answered tells that the earlier one has been seen.
  await fetch(`${server.url}/health`)

  await server.close()
  while (ended.length < 2) await Promise.race([once(idle, 'close'), once(hung, 'close')])

  expect(ended).toEqual(['idle', 'hung'])
})

test('closing answers what is in flight and gives everything back', async () => {
  await using folder = await temporaryFolder()
  const server = await startServer({ dataDir: folder.path })
  const spans = Array.from({ length: 20 }, () => otlpSpan())

  const answers = spans.map((span) =>
    exportSpans(server.url, [span]).then(
      () => 'stored',
      () => 'not taken',
    ),
  )
  const first = await Promise.race(answers)
  await server.close()
  const outcomes = await Promise.all(answers)

  expect(first).toBe('stored')
  expect(existsSync(join(folder.path, 'lock'))).toBe(false)
  await expect(fetch(`${server.url}/health`)).rejects.toThrow('fetch failed')
  await using again = await startServer({ dataDir: folder.path })
  const stored = await Promise.all(spans.map((span) => spanCount(again.url, span.traceId)))
  expect(outcomes.map((outcome, index) => outcome === 'stored' && stored[index] === 0)).not.toContain(true)
  expect(again.traceCount).toBe(stored.filter((count) => count > 0).length)
})

test('the lock file says where the server is', async () => {
  await using folder = await temporaryFolder()
  await using server = await startServer({ dataDir: folder.path })

  expect(JSON.parse(readFileSync(join(folder.path, 'lock'), 'utf8'))).toMatchObject({
    url: server.url,
    pid: process.pid,
    host: expect.any(String),
  })
})

test('an ended span replaces its partial, whatever the order', async () => {
  await using server = await startServer()
  const ended = otlpSpan()
  const partial = { ...ended, endTimeUnixNano: 0n, attributes: { 'loupe.partial': true } }
  const stateOf = async (): Promise<unknown> =>
    (
      (await apiGet(server.url, `/api/3.0/mlflow/traces/${ended.traceId}`)).json as {
        trace: { trace_info: { state: string } }
      }
    ).trace.trace_info.state

  await exportSpans(server.url, [partial])
  expect(await stateOf()).toBe('IN_PROGRESS')
  await exportSpans(server.url, [ended])
  expect(await stateOf()).toBe('OK')
  await exportSpans(server.url, [partial])
  expect(await stateOf()).toBe('OK')
})

test('a request that never ends does not keep others waiting', async () => {
  await using server = await startServer()
  const slow = connect(server.port, '127.0.0.1')
  slow.write(UNFINISHED_REQUEST)
  const span = otlpSpan()

  await exportSpans(server.url, [span])

  expect(await spanCount(server.url, span.traceId)).toBe(1)
  slow.destroy()
})
