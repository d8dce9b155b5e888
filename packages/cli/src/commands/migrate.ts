import { moveFolder, readConfig, startFailureMessage } from '@loupe-ai/server'
import { Command } from 'commander'
import { progressLine } from '../terminal/progress.ts'
import { stopSignal } from '../terminal/stop-signal.ts'
import type { Terminal } from '../terminal/terminal.ts'

interface MigrateFlags {
  readonly dataDir?: string
  readonly clickhouseUrl?: string
  readonly clickhouseCluster?: string
  readonly metadataUrl?: string
  readonly artifactsTo?: string
}

const COUNT = new Intl.NumberFormat('en')

/** `loupe migrate`: copies a folder to a cluster; the folder stays as it is. Its server must be stopped. */
export const migrateCommand = (terminal: Terminal): Command =>
  new Command('migrate')
    .option('--data-dir <folder>', 'what to move (LOUPE_DATA_DIR; default .loupe in the working folder)')
    .option('--clickhouse-url <url>', 'where spans go (LOUPE_CLICKHOUSE_URL)')
    .option('--clickhouse-cluster <name>', 'make tables on that cluster of its servers (LOUPE_CLICKHOUSE_CLUSTER)')
    .option('--metadata-url <url>', 'where experiments and runs go: a PostgreSQL (LOUPE_METADATA_URL)')
    .option('--artifacts-to <folder>', 'also copy artifacts, to the data folder that the servers will share')
    .action(async ({ artifactsTo, ...flags }: MigrateFlags) => {
      const fail = (message: string): void => {
        terminal.report(message)
        process.exitCode = 1
      }
      const read = readConfig(flags, process.env)
      if (!read.ok) return fail(startFailureMessage(read.failure))
      const interrupted = new AbortController()
      void stopSignal().then(() => interrupted.abort())
      const progress = progressLine(terminal)
      const result = await moveFolder(read.config, {
        ...(artifactsTo !== undefined && { artifactsTo }),
        signal: interrupted.signal,
        onProgress: (now) => progress.show(progressText(now)),
      })
      progress.done()
      if (!result.ok) return fail(result.message)
      const { spanRows, metadataRows, traces } = result.summary
      terminal.print(`Moved ${COUNT.format(spanRows)} rows of spans and ${COUNT.format(metadataRows)} of metadata.`)
      terminal.print(`${COUNT.format(traces)} traces are there now; ${result.dataDir} is as it was.`)
      if (artifactsTo === undefined) terminal.print('Artifacts stay where they are: see --artifacts-to.')
    })

interface Moved {
  readonly of: 'metadata' | 'spans' | 'artifacts'
  readonly rows?: number
  readonly totalRows?: number
}

function progressText({ of, rows = 0, totalRows }: Moved): string {
  if (of === 'artifacts') return 'Copying artifacts …'
  const share = totalRows ? ` of ${COUNT.format(totalRows)} (${Math.floor((100 * rows) / totalRows)} %)` : ''
  return `Moving ${of}: ${COUNT.format(rows)}${share} rows …`
}
