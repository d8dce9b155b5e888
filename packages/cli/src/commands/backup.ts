import { createClient } from '@loupe-ai/contract/client'
import { Command } from 'commander'
import { type WhereFlags, withServer, withWhereFlags } from '../data/with-server.ts'
import { progressLine } from '../terminal/progress.ts'
import { sizeText } from '../terminal/size-text.ts'
import type { Terminal } from '../terminal/terminal.ts'

interface BackupFlags extends WhereFlags {
  readonly name?: string
  readonly incremental?: boolean | string
}

const EVERY_MILLIS = 500

/** `loupe backup`: a copy of everything, in the server's folder of backups, while it runs. */
export const backupCommand = (terminal: Terminal): Command =>
  withWhereFlags(new Command('backup'))
    .option('--name <name>', 'of the backup (default: the time)')
    .option('--incremental [base]', 'only what is not in an earlier one: in the newest, or in the one that is named')
    .addHelpText('after', WHERE)
    .action(async ({ name, incremental, ...where }: BackupFlags) => {
      await withServer(where, terminal, async (url) => {
        const progress = progressLine(terminal)
        const started = performance.now()
        const showing = setInterval(
          () => progress.show(`Copying: ${Math.round((performance.now() - started) / 1000)} s …`),
          EVERY_MILLIS,
        )
        const base = incremental === true ? 'latest' : incremental === false ? undefined : incremental
        const outcome = await createClient({ baseUrl: url }).call('createBackup', {
          ...(name !== undefined && { name }),
          ...(base !== undefined && { base }),
        })
        clearInterval(showing)
        progress.done()
        if (!outcome.ok) {
          terminal.report(`There is no backup of ${url}: ${outcome.message}`)
          process.exitCode = 1
          return
        }
        const { path, bytes, millis } = outcome.response
        terminal.print(`Backed up to ${path}: ${sizeText(bytes)} in ${(millis / 1000).toFixed(1)} s.`)
        terminal.print(`Make a data folder of it with: loupe restore ${path} --data-dir <new folder>`)
      })
    })

const WHERE = `
Backups go to the folder that the server was started with (--backup-dir, LOUPE_BACKUP_DIR), else to backups in its data
folder: on the same disk, so copy them elsewhere.
`
