import { temporaryFolder } from './temporary-folder.ts'
import type { UnderTest } from './under-test.ts'

/** A store in a temporary folder, for the contract suites. `open` is given the folder. */
export async function reopenable<Store extends { close(): Promise<void> }>(
  open: (folder: string) => Promise<Store>,
): Promise<UnderTest<Store>> {
  const folder = await temporaryFolder()
  let current = await open(folder.path)
  const first = current
  return {
    store: first,
    async reopen() {
      await current.close()
      current = await open(folder.path)
      return current
    },
    async [Symbol.asyncDispose]() {
      await current.close()
      await folder[Symbol.asyncDispose]()
    },
  }
}
