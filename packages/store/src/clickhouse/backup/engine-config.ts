import { readFile, writeFile } from 'node:fs/promises'
import { resolve } from 'node:path'

/** How long rows that a merge left behind stay on disk; the engine's default is eight minutes. */
const OLD_PARTS_SECONDS = 60

/**
 * Writes what the engine takes from a file only, beside its folder, and gives the file's path. `backupsFolder` is the one
 * place that backups may go to and come from.
 */
export async function writeEngineConfig(enginePath: string, backupsFolder: string | undefined): Promise<string> {
  const backups =
    backupsFolder === undefined
      ? ''
      : `<backups><allowed_path>${escaped(resolve(backupsFolder))}</allowed_path></backups>`
  const text =
    `<clickhouse>${backups}<merge_tree><old_parts_lifetime>${OLD_PARTS_SECONDS}</old_parts_lifetime></merge_tree>` +
    '</clickhouse>\n'
  const file = `${enginePath}.config.xml`
  const before = await readFile(file, 'utf8').catch(() => undefined)
  if (before !== text) await writeFile(file, text, { mode: 0o600 })
  return file
}

const escaped = (text: string): string =>
  text.replace(/[<>&]/g, (character) => ({ '<': '&lt;', '>': '&gt;', '&': '&amp;' })[character]!)
