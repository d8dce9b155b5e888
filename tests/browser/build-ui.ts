import { execFile } from 'node:child_process'
import { mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))
const LOCK = join(ROOT, '.cache', 'web-build.lock')
const LOOK_AGAIN_MILLIS = 50
// Far more than a build takes: a lock that is older was left behind.
const MAX_WAIT_MILLIS = 60_000

const BUILD = `import { ensureWebBuilt } from './scripts/web-build.mjs'; ensureWebBuilt(process.cwd(), process.execPath)`

/** Builds `packages/web/dist` unless it is fresh. Test files run side by side: one builds, the others wait. */
export async function buildUi(): Promise<void> {
  await takeLock()
  try {
    await promisify(execFile)(process.execPath, ['--input-type=module', '--eval', BUILD], { cwd: ROOT })
  } finally {
    await rm(LOCK, { recursive: true, force: true })
  }
}

async function takeLock(): Promise<void> {
  await mkdir(join(ROOT, '.cache'), { recursive: true })
  const giveUpAt = Date.now() + MAX_WAIT_MILLIS
  for (;;) {
    try {
      await mkdir(LOCK)
      return
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
    }
    if (Date.now() > giveUpAt) return
    await wait(LOOK_AGAIN_MILLIS)
  }
}
