import { existsSync } from 'node:fs'
import { mkdir, rm, writeFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { backup, DatabaseSync } from 'node:sqlite'
import type { TraceStore } from '../trace-store.ts'
import { BACKUP_FILE, type BackupContent, readBackup, sizeBelow } from './backup-folder.ts'
import { copyTree, linkOrCopy, plainCopy } from './copy-tree.ts'

/** Why there is no backup, for people. */
export class BackupRefused extends Error {}

export interface BackUpOptions {
  readonly traces: Pick<TraceStore, 'backUp'>
  readonly dataDir: string
  /** Where the backup goes: a new folder in the folder of backups. */
  readonly folder: string
  /** An earlier backup beside it: spans that are there are not copied again. */
  readonly base?: string
}

/**
 * Copies everything while it is written to. Spans come first, as they are at one moment; what they refer to, experiments
 * and files, was there before they were, and so it is in what is copied after them. Gives the size in bytes. Rejects with
 * BackupRefused, and leaves nothing behind when it fails.
 */
export async function backUpStores({ traces, dataDir, folder, base }: BackUpOptions): Promise<number> {
  if (existsSync(folder)) throw new BackupRefused(`${folder} is there already`)
  const upon = base === undefined ? undefined : await readBackup(base)
  if (base !== undefined && upon === undefined) throw new BackupRefused(`${base} is no backup`)
  if (upon?.base !== undefined) {
    throw new BackupRefused(`${base} builds upon ${upon.base} itself: build upon that`)
  }
  await mkdir(folder, { recursive: true, mode: 0o700 })
  try {
    await traces.backUp(folder, base)
    await backUpMetadata(join(dataDir, 'metadata.db'), join(folder, 'metadata.db'))
    await copyTree(join(dataDir, 'artifacts'), join(folder, 'artifacts'), linkOrCopy)
    await plainCopy(join(dataDir, 'signing-key'), join(folder, 'signing-key')).catch(() => {})
    const content: BackupContent = {
      version: 1,
      madeMillis: Date.now(),
      ...(base !== undefined && { base: basename(base) }),
    }
    await writeFile(join(folder, BACKUP_FILE), `${JSON.stringify(content, undefined, 2)}\n`)
  } catch (error) {
    await rm(folder, { recursive: true, force: true })
    throw error
  }
  return sizeBelow(folder)
}

async function backUpMetadata(from: string, to: string): Promise<void> {
  const database = new DatabaseSync(from, { readOnly: true })
  try {
    await backup(database, to)
  } finally {
    database.close()
  }
}
