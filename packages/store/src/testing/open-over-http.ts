import type { Engine } from '../clickhouse/engine.ts'
import { readClickHouseUrl } from '../clickhouse-http/clickhouse-target.ts'
import { type HttpEngineOptions, openHttpEngine } from '../clickhouse-http/http-engine.ts'
import { startClickHouseHttpFront } from './clickhouse-http-front.ts'

/** An engine over real HTTP: the official client, and before `folder` a front that goes when the engine is closed. */
export async function openOverHttp(folder: string, options?: HttpEngineOptions): Promise<Engine> {
  const front = await startClickHouseHttpFront(folder)
  const read = readClickHouseUrl(front.url)
  if (!read.ok) throw new Error(`not what a URL is: ${read.expected}`)
  const engine = await openHttpEngine(read.target, options)
  return {
    rows: (statement, parameters, role) => engine.rows(statement, parameters, role),
    run: (statement, parameters) => engine.run(statement, parameters),
    insert: (rows) => engine.insert(rows),
    async close() {
      await engine.close()
      await front.close()
    },
  }
}
