import { lstat, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'

/** Bytes that the files below a folder take on the disk. */
async function folderBytes(folder: string): Promise<number> {
  let bytes = 0
  for (const entry of await readdir(folder, { withFileTypes: true, recursive: true }).catch(() => [])) {
    if (!entry.isFile()) continue
    // Files come and go while an engine merges.
    bytes += await lstat(join(entry.parentPath, entry.name)).then(
      ({ blocks }) => blocks * BLOCK_BYTES,
      () => 0,
    )
  }
  return bytes
}

const BLOCK_BYTES = 512
const STEP_MILLIS = 5000

/** As `folderBytes`, once two looks five seconds apart agree, or after `maxMillis`. */
export async function settledFolderBytes(folder: string, maxMillis: number): Promise<number> {
  const started = performance.now()
  let bytes = await folderBytes(folder)
  while (performance.now() - started < maxMillis) {
    await sleep(STEP_MILLIS)
    const now = await folderBytes(folder)
    if (now === bytes) break
    bytes = now
  }
  return bytes
}
