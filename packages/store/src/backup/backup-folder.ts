import { readdir, readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'

/** What `backup.json` of a backup says; it is written last, so a folder without it is none. */
export interface BackupContent {
  readonly version: 1
  readonly madeMillis: number
  /** The name of the backup beside it that it builds upon. */
  readonly base?: string
}

export const BACKUP_FILE = 'backup.json'

/** Undefined for what is no whole backup. */
export async function readBackup(folder: string): Promise<BackupContent | undefined> {
  try {
    const content = JSON.parse(await readFile(join(folder, BACKUP_FILE), 'utf8')) as BackupContent
    return content.version === 1 ? content : undefined
  } catch {
    return undefined
  }
}

/** The name of the newest backup of a folder that builds upon none. */
export async function newestBackup(folder: string): Promise<string | undefined> {
  const names = await readdir(folder).catch(() => [])
  const found = await Promise.all(names.map(async (name) => ({ name, content: await readBackup(join(folder, name)) })))
  return found
    .flatMap(({ name, content }) =>
      content === undefined || content.base !== undefined ? [] : [{ name, madeMillis: content.madeMillis }],
    )
    .toSorted((left, right) => right.madeMillis - left.madeMillis)[0]?.name
}

/** In bytes, without counting a file twice. */
export async function sizeBelow(folder: string): Promise<number> {
  let bytes = 0
  for (const entry of await readdir(folder, { withFileTypes: true, recursive: true })) {
    if (entry.isFile()) bytes += (await stat(join(entry.parentPath, entry.name))).size
  }
  return bytes
}
