import { randomUUID } from 'node:crypto'
import type { Engine } from '../clickhouse/engine.ts'
import { readClickHouseUrl } from '../clickhouse-http/clickhouse-target.ts'
import { openHttpEngine } from '../clickhouse-http/http-engine.ts'
import type { UnderTest } from './under-test.ts'

/** A store in a new database of the ClickHouse at `url`, for the contract suites. `open` is given an engine over HTTP. */
export async function reopenableDatabase<Store extends { close(): Promise<void> }>(
  url: string,
  open: (engine: Engine) => Promise<Store>,
): Promise<UnderTest<Store>> {
  const read = readClickHouseUrl(url)
  if (!read.ok) throw new Error(`not what a URL is: ${read.expected}`)
  const target = { ...read.target, database: `test_${randomUUID().replaceAll('-', '')}` }
  const openStore = async (): Promise<Store> => open(await openHttpEngine(target))
  const store = await openStore()
  let current = store
  return {
    store,
    async reopen() {
      await current.close()
      current = await openStore()
      return current
    },
    async [Symbol.asyncDispose]() {
      await current.close()
      const engine = await openHttpEngine({ ...target, database: 'default' })
      await engine.run(`DROP DATABASE ${target.database} SYNC`)
      await engine.close()
    },
  }
}
