import { randomUUID } from 'node:crypto'
import { linkSync, readFileSync, renameSync, rmSync, statSync, unlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { isRunning, ownIdentity, type ProcessIdentity } from './process-identity.ts'

/** What the file `lock` of a data folder says, as JSON. */
export interface LockContent extends ProcessIdentity {
  readonly url: string
  /** Different for each taking, so that a file is never mistaken for an earlier one. */
  readonly token: string
}

export type LockResult =
  | { readonly taken: true; readonly lock: HeldLock }
  | { readonly taken: false; readonly holder: LockContent }

export interface HeldLock {
  /** Removes the file, if it is still ours. */
  release(): void
}

const MAX_TAKE_MILLIS = 5_000
const RETRY_MILLIS = 3
/** Where there are no hard links, a lock may be seen half written for this long. */
const WRITING_MILLIS = 1_000
const MAX_TAKEOVER_DEPTH = 4

/**
 * Takes `<dataDir>/lock` for this process. Of several starters at once exactly one gets it; a lock whose very process
 * is gone is taken over. Throws the file system's error when the folder cannot be written to.
 */
export function takeLock(dataDir: string, url: string): Promise<LockResult> {
  return take(join(dataDir, 'lock'), { ...ownIdentity(), url, token: randomUUID() }, 0)
}

/** Who holds a data folder now: undefined when nobody does, or only a process that is gone. */
export function lockHolder(dataDir: string): LockContent | undefined {
  const text = readIfThere(join(dataDir, 'lock'))
  const holder = text === undefined ? undefined : parseLock(text)
  return holder !== undefined && isRunning(holder) ? holder : undefined
}

async function take(path: string, content: LockContent, depth: number): Promise<LockResult> {
  const deadline = performance.now() + MAX_TAKE_MILLIS
  const text = `${JSON.stringify(content, undefined, 2)}\n`
  const draft = `${path}.${content.token}`
  writeFileSync(draft, text, { mode: 0o600 })
  try {
    while (performance.now() < deadline) {
      if (linkIfAbsent(draft, path)) return { taken: true, lock: heldLock(path, text) }
      const found = readIfThere(path)
      if (found === undefined) continue
      const holder = parseLock(found)
      if (holder !== undefined && isRunning(holder)) return { taken: false, holder }
      const isStale = holder !== undefined || ageMillis(path) > WRITING_MILLIS
      if (isStale && (await replaceStale(path, found, draft, content, depth))) {
        return { taken: true, lock: heldLock(path, text) }
      }
      await wait(RETRY_MILLIS)
    }
    throw new Error(`the lock file ${path} keeps changing hands`)
  } finally {
    rmSync(draft, { force: true })
  }
}

/**
 * Puts `draft` in the place of a dead process's lock. Whoever does so first holds `<path>.takeover`, itself such a lock,
 * and looks again: a rename alone would let a slow starter throw away the lock of a quick one.
 */
async function replaceStale(
  path: string,
  stale: string,
  draft: string,
  content: LockContent,
  depth: number,
): Promise<boolean> {
  if (depth === MAX_TAKEOVER_DEPTH) throw new Error(`the lock file ${path} cannot be taken over`)
  const claim = await take(`${path}.takeover`, { ...content, token: randomUUID() }, depth + 1)
  if (!claim.taken) return false
  try {
    if (readIfThere(path) !== stale) return false
    renameSync(draft, path)
    return true
  } finally {
    claim.lock.release()
  }
}

/** A hard link appears whole or not at all, unlike a file that is created and then written. */
function linkIfAbsent(draft: string, path: string): boolean {
  try {
    linkSync(draft, path)
    return true
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code
    if (code === 'EEXIST') return false
    if (code !== 'EPERM' && code !== 'ENOTSUP' && code !== 'EOPNOTSUPP' && code !== 'ENOSYS') throw error
    return copyIfAbsent(draft, path)
  }
}

/** For file systems without hard links. */
function copyIfAbsent(draft: string, path: string): boolean {
  try {
    writeFileSync(path, readFileSync(draft), { flag: 'wx', mode: 0o600 })
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false
    throw error
  }
}

const heldLock = (path: string, text: string): HeldLock => ({
  release: () => {
    if (readIfThere(path) === text) unlinkSync(path)
  },
})

function ageMillis(path: string): number {
  try {
    return Date.now() - statSync(path).mtimeMs
  } catch {
    return 0
  }
}

function readIfThere(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
}

/** Undefined for what is no lock of ours: a file cut off by a full disk counts as stale. */
function parseLock(text: string): LockContent | undefined {
  try {
    const value = JSON.parse(text) as Partial<LockContent> | null
    return typeof value?.pid === 'number' && typeof value.token === 'string' ? (value as LockContent) : undefined
  } catch {
    return undefined
  }
}
