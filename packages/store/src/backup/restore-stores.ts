import { mkdir, readdir, rename, rm } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { openEmbeddedEngine } from '../clickhouse/embedded-engine.ts'
import { restoreSpans } from '../clickhouse/backup/back-up-spans.ts'
import { openStores } from '../open-stores.ts'
import { BackupRefused } from './back-up-stores.ts'
import { readBackup } from './backup-folder.ts'
import { copyTree, plainCopy } from './copy-tree.ts'

export interface RestoreOptions {
  /** A backup, in the folder in which those lie that it builds upon. */
  readonly folder: string
  /** Missing or empty, but for the lock of who calls. */
  readonly dataDir: string
}

const LOCK = 'lock'

/**
 * Makes a data folder of a backup, or none: what is half done has another name. Gives the number of traces. Rejects with
 * BackupRefused, with EngineUnavailable or EngineError.
 */
export async function restoreStores({ folder, dataDir }: RestoreOptions): Promise<number> {
  const backup = await readBackup(folder)
  if (backup === undefined) throw new BackupRefused(`${folder} is no backup, or one that was never finished`)
  const base = backup.base === undefined ? undefined : join(dirname(resolve(folder)), backup.base)
  if (base !== undefined && (await readBackup(base)) === undefined) {
    throw new BackupRefused(`it builds upon ${base}, which is not there`)
  }
  const found = (await readdir(dataDir).catch(() => [])).filter((name) => name !== LOCK)
  if (found.length > 0) throw new BackupRefused(`${dataDir} is not empty`)
  const draft = join(dataDir, '.restoring')
  try {
    await mkdir(draft, { recursive: true, mode: 0o700 })
    const engine = await openEmbeddedEngine(join(draft, 'spans'), {
      backupsFolder: dirname(resolve(folder)),
      readSessions: 1,
      writeSessions: 1,
    })
    try {
      await restoreSpans(engine, resolve(folder), base)
    } finally {
      await engine.close()
    }
    for (const name of ['metadata.db', 'signing-key']) {
      await plainCopy(join(folder, name), join(draft, name)).catch((error: unknown) => {
        if (name === 'metadata.db') throw error
      })
    }
    await copyTree(join(folder, 'artifacts'), join(draft, 'artifacts'), plainCopy)
    const stores = await openStores({ dataDir: draft })
    const traces = await stores.traces.countTraces().finally(() => stores.close())
    // The metadata last: a folder without it is none yet.
    const names = (await readdir(draft)).toSorted((left) => (left === 'metadata.db' ? 1 : -1))
    for (const name of names) await rename(join(draft, name), join(dataDir, name))
    await rm(draft, { recursive: true })
    return traces
  } catch (error) {
    await rm(draft, { recursive: true, force: true })
    throw error
  }
}
