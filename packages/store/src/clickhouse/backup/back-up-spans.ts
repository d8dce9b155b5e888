import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import type { Engine } from '../engine.ts'

const LOOK_MILLIS = 20

interface BackupRow {
  readonly status: string
  readonly error: string
  readonly entries: string
}

export interface RunningBackup {
  /** Resolves when it is written; rejects with what the engine says against it. */
  readonly written: Promise<void>
}

/**
 * Begins to write all tables into `<folder>/spans`, which must lie in the folder of backups; with `base`, an earlier such
 * folder, only what is not there. Resolves once the engine has chosen what it copies, so that a commit that comes after
 * is not in it: files never change, so it need not wait for the copying.
 */
export async function backUpSpans(engine: Engine, folder: string, base: string | undefined): Promise<RunningBackup> {
  const settings = base === undefined ? '' : ` SETTINGS base_backup = ${fileOf(base)}`
  const [begun] = await engine.rows<{ id: string }>(
    `BACKUP DATABASE default TO ${fileOf(folder)}${settings} ASYNC`,
    {},
    'write',
  )
  const look = async (): Promise<BackupRow> => {
    const [row] = await engine.rows<BackupRow>(
      'SELECT status, error, num_entries AS entries FROM system.backups WHERE id = {id:String}',
      { id: begun?.id ?? '' },
      'write',
    )
    if (row === undefined || row.status === 'BACKUP_FAILED') throw new Error(row?.error ?? 'the backup was not begun')
    return row
  }
  for (let row = await look(); isChoosing(row); row = await look()) await wait(LOOK_MILLIS)
  const written = async (): Promise<void> => {
    for (let row = await look(); row.status !== 'BACKUP_CREATED'; row = await look()) await wait(5 * LOOK_MILLIS)
  }
  return { written: written() }
}

const isChoosing = ({ status, entries }: BackupRow): boolean => status === 'CREATING_BACKUP' && Number(entries) === 0

/** Fills a new engine with the tables of a backup, and of `base`, wherever that lies now. */
export function restoreSpans(engine: Engine, folder: string, base: string | undefined): Promise<void> {
  const settings = base === undefined ? '' : ` SETTINGS base_backup = ${fileOf(base)}`
  return engine.run(`RESTORE DATABASE default FROM ${fileOf(folder)}${settings}`)
}

const fileOf = (folder: string): string => `File('${join(folder, 'spans').replace(/[\\']/g, '\\$&')}')`
