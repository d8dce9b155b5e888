import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { startServer, temporaryFolder } from '@loupe-ai/server/testing'
import { openEngineForTests } from '@loupe-ai/store/testing'
import { afterEach, expect, test } from 'vitest'
import { recordingTerminal } from '../testing/run-command.ts'
import { startOrExplain } from './start-or-explain.ts'

afterEach(() => {
  process.exitCode = undefined
})

async function start(dataDir: string): Promise<string> {
  const terminal = recordingTerminal()
  const server = await startOrExplain({ dataDir, port: '0' }, terminal)
  await server?.close()
  return terminal.lines.join('\n')
}

test('spans of a newer version are refused, and left as they are', async () => {
  await using folder = await temporaryFolder()
  await (await startServer({ dataDir: folder.path })).close()
  const engine = await openEngineForTests(join(folder.path, 'spans'))
  await engine.run("INSERT INTO schema_migrations (version, name) VALUES (99, 'from the future')")
  await engine.close()

  const said = await start(folder.path)

  expect(said).toContain(`The data in ${folder.path} was written by a newer version of Loupe`)
  expect(said).toContain('schema 99')
  expect(said).toContain('Install that version or a newer one')
  expect(process.exitCode).toBe(1)
  expect(existsSync(join(folder.path, 'lock'))).toBe(false)
})

test('metadata of a newer version is refused too', async () => {
  await using folder = await temporaryFolder()
  await (await startServer({ dataDir: folder.path })).close()
  const database = new DatabaseSync(join(folder.path, 'metadata.db'))
  database.exec("INSERT INTO kysely_migration (name, timestamp) VALUES ('9999-future', '2030-01-01')")
  database.close()

  expect(await start(folder.path)).toContain('was written by a newer version of Loupe: the stored metadata')
  expect(process.exitCode).toBe(1)
})
