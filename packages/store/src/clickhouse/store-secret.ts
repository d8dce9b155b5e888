import { randomBytes } from 'node:crypto'
import type { Engine } from './engine.ts'
import { jsonLines } from './summary/summary-rows.ts'

const READ = "SELECT secret FROM store_secrets WHERE name = 'content hash' ORDER BY rank, secret LIMIT 1"

/** The key of content hashes: made once for a store, the same for all who share it. */
export async function contentSecret(engine: Engine): Promise<string> {
  const [known] = await engine.rows<{ secret: string }>(READ, {}, 'write')
  if (known !== undefined) return known.secret
  const row = { name: 'content hash', secret: randomBytes(32).toString('hex'), rank: Date.now() }
  await engine.insert({
    table: 'store_secrets',
    columns: ['name', 'secret', 'rank'],
    format: 'JSONEachRow',
    bytes: jsonLines([row]),
  })
  const [made] = await engine.rows<{ secret: string }>(READ, {}, 'write')
  return made!.secret
}
