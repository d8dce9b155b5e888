import { access, constants, mkdir } from 'node:fs/promises'
import { takeLock, type HeldLock } from '../lock/lock-file.ts'
import type { StartFailure } from './start-failure.ts'

export type HoldResult =
  | { readonly ok: true; readonly lock: HeldLock }
  | { readonly ok: false; readonly failure: StartFailure }

/** What the file system says of a folder that we may not use, in words. */
const REASONS: Readonly<Record<string, string>> = {
  EACCES: 'permission denied',
  EPERM: 'permission denied',
  EROFS: 'the file system is read-only',
  ENOTDIR: 'a part of its path is a file',
  EEXIST: 'it is a file',
  ENOSPC: 'the disk is full',
}

const NO_LOCK: HeldLock = { release: () => {} }

/**
 * Makes the data folder if it is missing, readable by its owner only, and takes its lock for the server at `url`. A
 * folder that servers share, because it holds nothing but artifacts, has no lock.
 */
export async function holdDataDir(
  dataDir: string,
  { url, isShared }: { readonly url: string; readonly isShared: boolean },
): Promise<HoldResult> {
  try {
    await mkdir(dataDir, { recursive: true, mode: 0o700 })
    if (isShared) {
      await access(dataDir, constants.W_OK)
      return { ok: true, lock: NO_LOCK }
    }
    const result = await takeLock(dataDir, url)
    if (result.taken) return { ok: true, lock: result.lock }
    return { ok: false, failure: { kind: 'data-dir-in-use', dataDir, holder: result.holder } }
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException
    if (code === undefined) throw error
    return { ok: false, failure: { kind: 'data-dir-not-writable', dataDir, reason: REASONS[code] ?? message } }
  }
}
