import { readFile, writeFile } from 'node:fs/promises'
import { resolve } from 'node:path'

export interface EngineConfig {
  /** The one place that backups may go to and come from. */
  readonly backupsFolder?: string
  /**
   * How long what a merge left behind stays on disk, should the power fail before the new is written through. The engine's
   * default is eight minutes, and as much again where nothing happens.
   */
  readonly oldPartsSeconds: number
  /** What is stored survives the loss of power too: the disk has it before an insert is confirmed. */
  readonly fsync?: boolean
}

/**
 * Writes what the engine takes from a file only, beside its folder, and gives the file's path.
 */
export async function writeEngineConfig(
  enginePath: string,
  { backupsFolder, oldPartsSeconds, fsync = false }: EngineConfig,
): Promise<string> {
  const tidying = {
    old_parts_lifetime: oldPartsSeconds,
    cleanup_delay_period: Math.ceil(oldPartsSeconds / 2),
    cleanup_delay_period_random_add: 1,
    max_cleanup_delay_period: 2 * oldPartsSeconds,
    ...(fsync && { fsync_after_insert: 1, fsync_part_directory: 1 }),
  }
  const backups =
    backupsFolder === undefined
      ? ''
      : `<backups><allowed_path>${escaped(resolve(backupsFolder))}</allowed_path></backups>`
  const text =
    `<clickhouse>${backups}<merge_tree>` +
    Object.entries(tidying)
      .map(([name, seconds]) => `<${name}>${seconds}</${name}>`)
      .join('') +
    '</merge_tree></clickhouse>\n'
  const file = `${enginePath}.config.xml`
  const before = await readFile(file, 'utf8').catch(() => undefined)
  if (before !== text) await writeFile(file, text, { mode: 0o600 })
  return file
}

const escaped = (text: string): string =>
  text.replace(/[<>&]/g, (character) => ({ '<': '&lt;', '>': '&gt;', '&': '&amp;' })[character]!)
