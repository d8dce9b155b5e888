import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import type { ExperimentStore } from '../experiment-store.ts'
import { experimentStoreContract } from '../testing/experiment-store-contract.ts'
import { reopenable } from '../testing/reopenable.ts'
import { temporaryFolder } from '../testing/temporary-folder.ts'
import { nodeSqliteDialect } from './node-sqlite.ts'
import { openMetadata } from './open-metadata.ts'
import { SqlExperimentStore } from './sql-experiment-store.ts'

const run = promisify(execFile)

const open = async (folder: string): Promise<ExperimentStore> =>
  new SqlExperimentStore(await openMetadata(nodeSqliteDialect(join(folder, 'metadata.db'))))

experimentStoreContract('SQLite', () => reopenable(open))

test('two processes agree on who created an experiment', async () => {
  await using folder = await temporaryFolder()
  const store = await open(folder.path)

  const others = Promise.all([createElsewhere(folder.path), createElsewhere(folder.path)])
  const ours = await store.create({ name: 'same' })
  const created = [...(await others), ours.created]
  await store.close()

  expect(created.filter(Boolean)).toHaveLength(1)
})

const CREATE = `
  const [folder, here] = process.argv.slice(1)
  const { nodeSqliteDialect } = await import(here + '/node-sqlite.ts')
  const { openMetadata } = await import(here + '/open-metadata.ts')
  const { SqlExperimentStore } = await import(here + '/sql-experiment-store.ts')
  const store = new SqlExperimentStore(await openMetadata(nodeSqliteDialect(folder + '/metadata.db')))
  const { created } = await store.create({ name: 'same' })
  await store.close()
  console.log(created)`

async function createElsewhere(folder: string): Promise<boolean> {
  const { stdout } = await run(process.execPath, ['--input-type=module', '-e', CREATE, folder, import.meta.dirname])
  return stdout.trim() === 'true'
}
