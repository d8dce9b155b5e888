import { join } from 'node:path'
import type { Engine } from '../engine.ts'

/**
 * Writes all tables as they are at one moment for each, while they are written to, into `<folder>/spans`. With `base`, an
 * earlier such folder, only what is not there. The engine links and copies files; rows are not read.
 */
export async function backUpSpans(engine: Engine, folder: string, base: string | undefined): Promise<void> {
  const settings = base === undefined ? '' : ` SETTINGS base_backup = File(${quoted(join(base, 'spans'))})`
  await engine.run(`BACKUP DATABASE default TO File(${quoted(join(folder, 'spans'))})${settings}`)
}

/** Fills a new engine with the tables of a backup; those that it builds upon must lie where they lay. */
export async function restoreSpans(engine: Engine, folder: string): Promise<void> {
  await engine.run(
    `RESTORE DATABASE default FROM File(${quoted(join(folder, 'spans'))}) SETTINGS allow_different_database_def = true`,
  )
}

const quoted = (text: string): string => `'${text.replace(/[\\']/g, '\\$&')}'`
