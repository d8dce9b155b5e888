import { readConfig, restoreFolder, startFailureMessage } from '@loupe-ai/server'
import { Command } from 'commander'
import { counted } from '../terminal/counted.ts'
import { progressLine } from '../terminal/progress.ts'
import type { Terminal } from '../terminal/terminal.ts'

/** `loupe restore`: a data folder of a backup. Its server must be stopped: there is none yet. */
export const restoreCommand = (terminal: Terminal): Command =>
  new Command('restore')
    .argument('<backup>', 'a folder that loupe backup made; those that it builds upon lie beside it')
    .option('--data-dir <folder>', 'what to make, missing or empty (LOUPE_DATA_DIR; default .loupe)')
    .action(async (backup: string, flags: { readonly dataDir?: string }) => {
      const fail = (message: string): void => {
        terminal.report(message)
        process.exitCode = 1
      }
      const read = readConfig(flags, process.env)
      if (!read.ok) return fail(startFailureMessage(read.failure))
      const progress = progressLine(terminal)
      progress.show('Restoring …')
      const result = await restoreFolder(backup, read.config.dataDir)
      progress.done()
      if (!result.ok) return fail(result.message)
      terminal.print(`Restored ${counted(result.traces, 'trace')} to ${result.dataDir}.`)
      terminal.print(`Start it with: loupe server --data-dir ${result.dataDir}`)
    })
