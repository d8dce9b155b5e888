import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { noPostgres, startFrontProcess, startPostgres, startServer, temporaryFolder } from '@loupe-ai/server/testing'
import { afterEach, expect, test, vi } from 'vitest'
import { runCommand } from '../testing/run-command.ts'
import { migrateCommand } from './migrate.ts'

afterEach(() => {
  process.exitCode = undefined
  vi.unstubAllEnvs()
})

const SECRET_URLS = {
  clickhouseUrl: 'http://u:s3cret@127.0.0.1:1/loupe',
  metadataUrl: 'postgres://u:s3cret@127.0.0.1:1/x',
}

async function run(dataDir: string, { clickhouseUrl = '', metadataUrl = '' } = {}, ...more: string[]): Promise<string> {
  vi.stubEnv('LOUPE_CLICKHOUSE_URL', clickhouseUrl)
  vi.stubEnv('LOUPE_METADATA_URL', metadataUrl)
  return runCommand(migrateCommand, '--data-dir', dataDir, ...more)
}

test('a folder whose server runs is not moved', async () => {
  await using server = await startServer()

  const said = await run(server.dataDir, SECRET_URLS)

  expect(said).toContain(`in use by the Loupe server at ${server.url}`)
  expect(process.exitCode).toBe(1)
  expect(existsSync(join(server.dataDir, 'lock'))).toBe(true)
})

test('without a target, or without a folder, it says so', async () => {
  await using folder = await temporaryFolder()

  expect(await run(folder.path)).toContain('LOUPE_CLICKHOUSE_URL')
  expect(await run(folder.path, SECRET_URLS)).toContain('no data of Loupe')
  expect(process.exitCode).toBe(1)
})

test('a target that is not there is told without its password, and the folder is free again', async () => {
  await using folder = await temporaryFolder()
  await (await startServer({ dataDir: folder.path })).close()

  const said = await run(folder.path, SECRET_URLS)

  expect(said).toContain('PostgreSQL at postgres://127.0.0.1:1/x cannot be used')
  expect(said).not.toContain('s3cret')
  expect(existsSync(join(folder.path, 'lock'))).toBe(false)
})

const missing = noPostgres()
test.skipIf(missing !== undefined)('a folder is moved, and servers on the cluster show what was in it', async () => {
  await using data = await temporaryFolder()
  await using shared = await temporaryFolder()
  await using cluster = await temporaryFolder()
  await using front = await startFrontProcess(cluster.path)
  await using postgres = await startPostgres()
  const urls = { clickhouseUrl: front.url, metadataUrl: await postgres.newDatabase() }
  const server = await startServer({ dataDir: data.path })
  await createExperiment(server.url, 'kept')
  await server.close()

  const said = await run(data.path, urls, '--artifacts-to', shared.path)

  expect(said).toMatch(/^Moved \d+ rows of spans and \d+ of metadata\.\n0 traces are there now/)
  expect(process.exitCode).toBeUndefined()
  await using replica = await startServer({ dataDir: shared.path, ...urls })
  expect(await createExperiment(replica.url, 'kept')).toBe(400)
  expect(await createExperiment(replica.url, 'new')).toBe(200)
})

async function createExperiment(url: string, name: string): Promise<number> {
  const response = await fetch(`${url}/api/2.0/mlflow/experiments/create`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ name }),
  })
  return response.status
}
