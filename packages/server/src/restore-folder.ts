import { existsSync } from 'node:fs'
import { rmdir } from 'node:fs/promises'
import { resolve } from 'node:path'
import { holdDataDir } from './start/hold-data-dir.ts'
import { startFailureMessage } from './start/start-failure.ts'

export type RestoreFolderResult =
  | { readonly ok: true; readonly dataDir: string; readonly traces: number }
  /** What is wrong, then what to do. */
  | { readonly ok: false; readonly message: string }

/** Makes a data folder, which must be missing or empty, of a backup. A failure leaves nothing behind. */
export async function restoreFolder(backup: string, dataDirGiven: string): Promise<RestoreFolderResult> {
  const dataDir = resolve(dataDirGiven)
  const wasThere = existsSync(dataDir)
  const held = await holdDataDir(dataDir, { url: 'loupe restore', isShared: false })
  if (!held.ok) return { ok: false, message: startFailureMessage(held.failure) }
  const { BackupRefused, EngineUnavailable, restoreStores } = await import('@loupe-ai/store')
  try {
    const traces = await restoreStores({ folder: resolve(backup), dataDir })
    held.lock.release()
    return { ok: true, dataDir, traces }
  } catch (error) {
    held.lock.release()
    if (!wasThere) await rmdir(dataDir).catch(() => {})
    const reason = error instanceof Error ? error.message : String(error)
    if (error instanceof EngineUnavailable) {
      return {
        ok: false,
        message: startFailureMessage({ kind: 'engine-unavailable', platform: error.platform, reason }),
      }
    }
    const advice =
      error instanceof BackupRefused
        ? 'Name a folder that loupe backup made, and a --data-dir that is empty or not there yet.'
        : 'The data folder is as it was.'
    return { ok: false, message: `Nothing was restored: ${reason}.\n${advice}` }
  }
}
