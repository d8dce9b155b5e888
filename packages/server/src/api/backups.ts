import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { ENDPOINTS } from '@loupe-ai/contract'
import { BackupRefused, backUpStores, newestBackup, type TraceStore } from '@loupe-ai/store'
import { ApiError } from '../http/api-error.ts'
import { mount, type ApiMount } from './mount.ts'

export interface BackupParts {
  readonly traces: Pick<TraceStore, 'backUp'>
  readonly dataDir: string
  /** Absolute. Undefined where spans or metadata lie elsewhere. */
  readonly backupsFolder: string | undefined
}

/** In place of a name: the newest that there is. */
const NEWEST = 'latest'

const ELSEWHERE =
  'This server keeps its data in ClickHouse or PostgreSQL: make backups there, with what these databases have for it.'

/** Copies of everything, in the folder of backups and nowhere else, however they are named. */
export function mountBackups(api: ApiMount, { traces, dataDir, backupsFolder }: BackupParts): void {
  mount(api, ENDPOINTS.createBackup, async ({ name = nameOf(new Date()), base }) => {
    if (backupsFolder === undefined) throw new ApiError('INVALID_PARAMETER_VALUE', ELSEWHERE)
    if (name === NEWEST) throw new ApiError('INVALID_PARAMETER_VALUE', `A backup cannot be called ${NEWEST}.`)
    await mkdir(backupsFolder, { recursive: true, mode: 0o700 })
    const baseName = base === NEWEST ? await newestBackup(backupsFolder) : base
    if (base !== undefined && baseName === undefined) {
      throw new ApiError('RESOURCE_DOES_NOT_EXIST', `There is no backup in ${backupsFolder} to build upon.`)
    }
    const started = performance.now()
    const folder = join(backupsFolder, name)
    try {
      const bytes = await backUpStores({
        traces,
        dataDir,
        folder,
        ...(baseName !== undefined && { base: join(backupsFolder, baseName) }),
      })
      return { name, path: folder, bytes, millis: Math.round(performance.now() - started) }
    } catch (error) {
      if (error instanceof BackupRefused) throw new ApiError('INVALID_PARAMETER_VALUE', `${error.message}.`)
      throw error
    }
  })
}

/** `2026-11-24T12-30-05Z`. */
const nameOf = (moment: Date): string => `${moment.toISOString().slice(0, 19).replaceAll(':', '-')}Z`
