import { readFile, writeFile } from 'node:fs/promises'
import { resolve } from 'node:path'

/**
 * How long what a merge left behind stays on disk, and how often that is looked for. The engine's defaults are eight
 * minutes, and five where nothing happens.
 */
const TIDY_SECONDS = { old_parts_lifetime: 30, cleanup_delay_period: 20, max_cleanup_delay_period: 60 } as const

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
    `<clickhouse>${backups}<merge_tree>` +
    Object.entries(TIDY_SECONDS)
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
