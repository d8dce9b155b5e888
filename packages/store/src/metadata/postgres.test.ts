import * as fc from 'fast-check'
import { Client } from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { experimentStoreContract } from '../testing/experiment-store-contract.ts'
import { loggedModelStoreContract } from '../testing/logged-model-store-contract.ts'
import { promptStoreContract } from '../testing/prompt-store-contract.ts'
import { runSearchContract } from '../testing/run-search-contract.ts'
import { runStoreContract } from '../testing/run-store-contract.ts'
import { noPostgres, type PostgresServer, startPostgres } from '../testing/postgres-server.ts'
import type { UnderTest } from '../testing/under-test.ts'
import { isMetadataUnavailable } from './metadata-unavailable.ts'
import { POSTGRES_ID } from './id-column.ts'
import { type MetadataStores, openMetadataStores } from './metadata-stores.ts'
import { postgresDialect } from './postgres.ts'
import { ofPostgresText, toPostgresText } from './postgres-text.ts'

const missing = noPostgres()

if (missing !== undefined) process.stderr.write(`!! ${missing}: its tests do NOT run.\n`)

describe.skipIf(missing !== undefined)('the metadata in PostgreSQL', () => {
  let server: PostgresServer
  beforeAll(async () => {
    server = await startPostgres()
  })
  afterAll(() => server[Symbol.asyncDispose]())

  const openStores = (url: string): Promise<MetadataStores> => openMetadataStores(postgresDialect(url), POSTGRES_ID)
  const open = async (url: string): Promise<MetadataStores['experiments']> => (await openStores(url)).experiments

  experimentStoreContract('PostgreSQL', () => reopenableDatabase(open))
  runStoreContract('PostgreSQL', () => reopenableDatabase(openStores))
  runSearchContract('PostgreSQL', () => reopenableDatabase(openStores))
  promptStoreContract('PostgreSQL', () => reopenableDatabase(openStores))
  loggedModelStoreContract('PostgreSQL', () => reopenableDatabase(openStores))

  async function reopenableDatabase<Store extends { close(): Promise<void> }>(
    openAt: (url: string) => Promise<Store>,
  ): Promise<UnderTest<Store>> {
    const url = await server.newDatabase()
    const store = await openAt(url)
    let current = store
    return {
      store,
      async reopen() {
        await current.close()
        current = await openAt(url)
        return current
      },
      [Symbol.asyncDispose]: () => current.close(),
    }
  }

  test('several servers may start at once on an empty database, and agree on who created an experiment', async () => {
    const url = await server.newDatabase()
    const stores = await Promise.all(Array.from({ length: 4 }, () => open(url)))

    const answers = await Promise.all(stores.map((store) => store.create({ name: 'same' })))
    await Promise.all(stores.map((store) => store.close()))

    expect(answers.filter(({ created }) => created)).toHaveLength(1)
  })

  test('texts compare by their bytes, whatever the locale of the database', async () => {
    const url = await server.newDatabase()
    await (await open(url)).close()
    const client = new Client({ connectionString: url })
    await client.connect()
    const { rows } = await client.query(
      "SELECT datlocprovider, (SELECT collation_name FROM information_schema.columns WHERE table_name = 'experiments' AND column_name = 'name') AS collation FROM pg_database WHERE datname = current_database()",
    )
    await client.end()

    expect(rows).toEqual([{ datlocprovider: 'i', collation: 'C' }])
  })

  test('a connection that the database ends is said to be a passing matter, and the next one works', async () => {
    const url = await server.newDatabase()
    const store = await open(url)
    const client = new Client({ connectionString: url.replace(/test_\d+/, 'postgres') })
    await client.connect()
    await client.query("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname LIKE 'test%'")
    await client.end()

    const first = await store.getByName('Default').catch((error: unknown) => error)
    const next = await store.getByName('Default')
    await store.close()

    expect(first instanceof Error && !isMetadataUnavailable(first)).toBe(false)
    expect(next).toMatchObject({ name: 'Default' })
  })

  test('a database that is not there is a passing matter, a wrong name is not', async () => {
    const url = await server.newDatabase()
    const elsewhere = await open(url.replace(/host=[^&]+/, 'host=%2Fnowhere')).catch((error: unknown) => error)
    const unknown = await open(url.replace(/test_\d+/, 'missing')).catch((error: unknown) => error)

    expect(isMetadataUnavailable(elsewhere)).toBe(true)
    expect(String(unknown)).toContain('does not exist')
    expect(isMetadataUnavailable(unknown)).toBe(false)
  })
})

test('any text comes back from what PostgreSQL can hold, and equal texts only are equal there', () => {
  const anyText = fc.string({ unit: fc.constantFrom('\0', '\uf8e0', '0', 'a', '😀') })
  fc.assert(
    fc.property(anyText, anyText, (left, right) => {
      expect(toPostgresText(left)).not.toContain('\0')
      expect(ofPostgresText(toPostgresText(left))).toBe(left)
      expect(toPostgresText(left) === toPostgresText(right)).toBe(left === right)
    }),
  )
})
