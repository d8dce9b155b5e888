import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openStores, type Stores } from '../open-stores.ts'

/** Real stores in a new folder, which goes away with them. One at a time in a process. */
export async function openInTemporaryFolder(): Promise<Stores & AsyncDisposable & { readonly dataDir: string }> {
  const dataDir = await mkdtemp(join(tmpdir(), 'loupe-store-'))
  const stores = await openStores({ dataDir })
  return {
    ...stores,
    dataDir,
    async [Symbol.asyncDispose]() {
      await stores.close()
      await rm(dataDir, { recursive: true, force: true })
    },
  }
}
