import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { holdDataDir, readConfig, readStorePlaces, startFailureMessage } from '@loupe-ai/server'
import { type MoveProgress, MoveRefused, moveStores, type MoveStoresOptions, RemoteStoreFailed } from '@loupe-ai/store'
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
    .action(async (flags: MigrateFlags) => {
      const fail = (message: string): void => {
        terminal.report(message)
        process.exitCode = 1
      }
      const read = readConfig(flags, process.env)
      if (!read.ok) return fail(startFailureMessage(read.failure))
      const places = readStorePlaces(read.config)
      if (!places.ok) return fail(startFailureMessage(places.failure))
      const { clickHouse, postgres } = places.places
      if (clickHouse === undefined || postgres === undefined) {
        return fail('Say where to: LOUPE_CLICKHOUSE_URL (--clickhouse-url) and LOUPE_METADATA_URL (--metadata-url).')
      }
      const dataDir = resolve(read.config.dataDir)
      if (!existsSync(join(dataDir, 'metadata.db'))) return fail(`There is no data of Loupe in ${dataDir}.`)

      const held = await holdDataDir(dataDir, { url: 'loupe migrate', isShared: false })
      if (!held.ok) return fail(startFailureMessage(held.failure))
      try {
        const { artifactsTo } = flags
        const options = { dataDir, clickHouse, postgres, ...(artifactsTo !== undefined && { artifactsTo }) }
        const failure = await moveAndTell(options, terminal)
        if (failure !== undefined) fail(failure)
      } finally {
        held.lock.release()
      }
    })

/** Gives what went wrong, and what to do. */
async function moveAndTell(options: MoveStoresOptions, terminal: Terminal): Promise<string | undefined> {
  const interrupted = new AbortController()
  void stopSignal().then(() => interrupted.abort())
  const progress = progressLine(terminal)
  try {
    const { metadataRows, spanRows, traces } = await moveStores({
      ...options,
      signal: interrupted.signal,
      onProgress: (now) => progress.show(progressText(now)),
    })
    progress.done()
    terminal.print(`Moved ${COUNT.format(spanRows)} rows of spans and ${COUNT.format(metadataRows)} of metadata.`)
    terminal.print(`${COUNT.format(traces)} traces are there now; ${options.dataDir} is as it was.`)
    if (options.artifactsTo === undefined) terminal.print('Artifacts stay where they are: see --artifacts-to.')
    return undefined
  } catch (error) {
    progress.done()
    if (interrupted.signal.aborted) return 'Interrupted. The same command goes on where it stopped.'
    if (error instanceof MoveRefused) return `Nothing was moved: ${error.message}. Choose an empty database.`
    if (error instanceof RemoteStoreFailed) {
      return startFailureMessage({ kind: `${error.kind}-failed`, place: error.place, reason: error.message })
    }
    const reason = error instanceof Error ? error.message : String(error)
    return `The move failed: ${reason}\nIt is safe to run the same command again: it goes on where it stopped.`
  }
}

function progressText({ of, rows = 0, totalRows }: MoveProgress): string {
  if (of === 'artifacts') return 'Copying artifacts …'
  const share = totalRows ? ` of ${COUNT.format(totalRows)} (${Math.floor((100 * rows) / totalRows)} %)` : ''
  return `Moving ${of}: ${COUNT.format(rows)}${share} rows …`
}
