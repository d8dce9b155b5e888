import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { exportSpans, otlpSpan, startServer } from '@loupe-ai/server/testing'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { checkNode } from '../doctor/check-node.ts'
import { checkPackages } from '../doctor/check-packages.ts'
import { checkSending } from '../doctor/check-sending.ts'
import { checkServer } from '../doctor/check-server.ts'
import { runCommand } from '../testing/run-command.ts'
import { doctorCommand } from './doctor.ts'

let folder = ''
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'loupe-doctor-'))
  vi.stubEnv('LOUPE_SPOOL_DIR', join(folder, 'spool'))
})
afterEach(async () => {
  process.exitCode = undefined
  vi.unstubAllEnvs()
  await rm(folder, { recursive: true, force: true })
})

const run = (...args: string[]): Promise<string> => runCommand(doctorCommand, ...args)

async function install(path: string, version: string): Promise<void> {
  await mkdir(join(folder, path), { recursive: true })
  await writeFile(join(folder, path, 'package.json'), JSON.stringify({ version }))
}

test('where all is well it says so, and how old the newest trace is', async () => {
  await using server = await startServer()
  const now = BigInt(Date.now()) * 1_000_000n
  await exportSpans(server.url, [otlpSpan({ startTimeUnixNano: now, endTimeUnixNano: now + 1n })])

  const said = await run('--url', server.url, '--data-dir', server.dataDir, '--experiment', 'Default')

  expect(said).toContain(`ok    Loupe 0.1.0 answers at ${server.url}`)
  expect(said).toContain('ok    the clocks of this machine and of the server agree')
  expect(said).toContain('ok    the newest trace of Default began just now')
  expect(said).toContain(`ok    the data in ${server.dataDir} is open in that server`)
  expect(said).not.toContain('fail')
  expect(process.exitCode).toBeUndefined()
})

test('a server that is not there fails, with what to do', async () => {
  const said = await run('--url', 'http://127.0.0.1:1', '--data-dir', folder)

  expect(said).toContain('fail  no server at http://127.0.0.1:1')
  expect(said).toContain('Start it with: loupe server')
  expect(process.exitCode).toBe(1)
})

test('an experiment without traces, or that is not there, is told of', async () => {
  await using server = await startServer()

  expect(await run('--url', server.url, '--experiment', 'Default')).toContain(
    'warn  the experiment Default has no trace',
  )
  expect(await run('--url', server.url, '--experiment', 'typo')).toContain('there is no experiment "typo"')
})

test('a folder that another server holds, or none, is told of', async () => {
  await using server = await startServer()

  expect(await run('--url', 'http://127.0.0.1:1', '--data-dir', server.dataDir)).toContain(
    `is open in ${server.url} (process ${process.pid}), not in the server at http://127.0.0.1:1`,
  )
  await server.close()
  expect(await run('--url', 'http://127.0.0.1:1', '--data-dir', server.dataDir)).toContain('is open in no server')
})

test('a clock that is ahead is told of, and a server that is no Loupe', async () => {
  await using server = await startServer()
  const other = createServer((_request, response) => response.end('3.17.2'))
  await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve))
  const otherUrl = `http://127.0.0.1:${(other.address() as AddressInfo).port}`

  const ahead = await checkServer(server.url, () => Date.now() + 120_000)
  const mlflow = await checkServer(otherUrl)
  other.close()

  expect(ahead.findings.at(-1)?.what).toMatch(/^this machine's clock is 1[12]\d s ahead of the server's/)
  expect(mlflow.findings).toMatchObject([{ level: 'warn', what: `${otherUrl} is MLflow 3.17.2, not Loupe` }])
})

test('two copies of the API of OpenTelemetry are found, however deep, and linked ones count once', async () => {
  await install('node_modules/@opentelemetry/api', '1.9.0')
  await install('node_modules/@loupe-ai/sdk', '0.1.0')
  expect(await checkPackages(folder, '0.1.5')).toEqual([
    { level: 'ok', what: 'one copy of @opentelemetry/api, 1.9.0' },
    { level: 'ok', what: '@loupe-ai/sdk 0.1.0' },
  ])

  await install('node_modules/a/node_modules/@b/c/node_modules/@opentelemetry/api', '1.10.0')
  const [apis, sdk] = await checkPackages(join(folder), '0.2.0')

  expect(apis?.what).toContain('2 copies of @opentelemetry/api')
  expect(apis?.what).toContain('1.10.0 in node_modules/a/node_modules/@b/c/node_modules/@opentelemetry/api')
  expect(sdk).toMatchObject({
    level: 'warn',
    what: '@loupe-ai/sdk 0.1.0 and the server 0.2.0 are of different versions',
  })
})

test('what waits on disk is told of, and what switches tracing off', () => {
  const target = { kind: 'tracking', uri: 'http://localhost:5000' } as const
  const spool = { target, folder: '/spool', waitingSpans: 3, waitingBytes: 4000, busyBytes: 0 }

  expect(checkSending({}, [spool])).toMatchObject([
    { level: 'warn', what: '3 spans (4 kB) for http://localhost:5000 could not be sent and wait on disk' },
  ])
  expect(checkSending({ LOUPE_TRACING: 'false' }, [])[0]?.level).toBe('fail')
})

test.each([
  ['20.11.0', 'fail'],
  ['22.12.0', 'ok'],
  ['24.21.0', 'ok'],
])('Node %s: %s', (version, level) => {
  expect(checkNode(version).level).toBe(level)
})
