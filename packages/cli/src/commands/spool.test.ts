import { createLoupe } from '@loupe-ai/sdk'
import { once } from 'node:events'
import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { runCommand } from '../testing/run-command.ts'
import { spoolCommand } from './spool.ts'

let dir = ''
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'loupe-spool-command-'))
})
afterEach(async () => {
  process.exitCode = undefined
  vi.unstubAllEnvs()
  await rm(dir, { recursive: true, force: true })
})

const run = (...args: string[]): Promise<string> => runCommand(spoolCommand, ...args)

/** Answers 503 until it is well. */
async function startServer() {
  const state = { isWell: false, requests: 0 }
  const server = createServer((request, response) => {
    state.requests++
    request.resume().on('end', () => response.writeHead(state.isWell ? 200 : 503).end())
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return {
    state,
    url,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}

async function leaveSpans(trackingUri: string, count: number): Promise<void> {
  const loupe = createLoupe({ trackingUri, spool: { dir } }, { env: {}, write: () => {} })
  for (let index = 0; index < count; index++) loupe.startSpan({ name: `span ${index}` }).end()
  await loupe.shutdown({ timeoutMillis: 50 })
}

test('shows what programs left on disk, and sends it once the server is back', async () => {
  await using server = await startServer()
  await leaveSpans(server.url, 3)

  const before = await run('--dir', dir)
  expect(before).toContain(`${server.url}: 3 spans`)
  expect(before).toContain('loupe spool send')

  server.state.isWell = true
  expect(await run('--dir', dir, 'send')).toBe(`${server.url}: 3 spans delivered`)
  expect(process.exitCode).toBeUndefined()
  expect(await run('--dir', dir)).toContain('Nothing waits')
  expect((await readdir(dir, { recursive: true })).filter((name) => name.endsWith('.spool'))).toEqual([])
})

test('keeps what a server does not take now, and ends with 1', async () => {
  await using server = await startServer()
  await leaveSpans(server.url, 2)

  expect(await run('--dir', dir, 'send', '--timeout', '1')).toContain('0 spans delivered, 2 still on disk')
  expect(process.exitCode).toBe(1)
  expect(await run('--dir', dir)).toContain('2 spans')
})

test('says so where nothing is', async () => {
  expect(await run('--dir', join(dir, 'none'))).toContain('Nothing waits')
  expect(await run('--dir', join(dir, 'none'), 'send')).toContain('Nothing waits')
})
