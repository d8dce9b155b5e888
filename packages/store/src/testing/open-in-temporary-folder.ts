import { openStores, type Stores } from '../open-stores.ts'
import { temporaryFolder } from './temporary-folder.ts'

/** Real stores in a new folder, which goes away with them. One at a time in a process. */
export async function openInTemporaryFolder(): Promise<Stores & AsyncDisposable & { readonly dataDir: string }> {
  const folder = await temporaryFolder()
  const stores = await openStores({ dataDir: folder.path })
  return {
    ...stores,
    dataDir: folder.path,
    async [Symbol.asyncDispose]() {
      await stores.close()
      await folder[Symbol.asyncDispose]()
    },
  }
}
