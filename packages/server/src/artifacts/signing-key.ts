import { randomBytes } from 'node:crypto'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

const KEY_BYTES = 32

/**
 * The key of this server's signed addresses. It lies in the data folder, so that an address outlives a restart; servers
 * that answer for each other share one by `LOUPE_SIGNING_KEY`.
 */
export async function signingKeyOf(dataDir: string, given: string | undefined): Promise<Uint8Array> {
  if (given !== undefined && given !== '') return Buffer.from(given)
  const file = join(dataDir, 'signing-key')
  const kept = await readFile(file).catch(() => undefined)
  if (kept?.length === KEY_BYTES) return kept
  const key = randomBytes(KEY_BYTES)
  await writeFile(file, key, { mode: 0o600 })
  return key
}
