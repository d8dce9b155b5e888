import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { lockHolder, readConfig, type ServerFlags, startFailureMessage, startServer } from '@loupe-ai/server'
import type { Command } from 'commander'
import type { Terminal } from '../terminal/terminal.ts'

/** What says which server, or which folder, a command is about. */
export interface WhereFlags {
  readonly url?: string
  readonly dataDir?: string
}

export const withWhereFlags = (command: Command): Command =>
  command
    .option('--url <url>', 'of the running server (LOUPE_TRACKING_URI; default http://localhost:5000)')
    .option('--data-dir <folder>', 'a folder whose server may be stopped (LOUPE_DATA_DIR; default .loupe)')

export interface WithServerOptions {
  /** Also opens a folder in which there is nothing yet, if it was named. */
  readonly mayBeNew?: boolean
}

const DEFAULT_URL = 'http://localhost:5000'
const LOOK_MILLIS = 2000

/**
 * Runs `work` with the address of a server, and with where the data is, which stays the same each time: the one that was named, the one that holds the data folder, or one that
 * opens the folder for as long as it takes. Undefined, with the reason told and the exit code set, where there is none.
 */
export async function withServer<T>(
  { url, dataDir }: WhereFlags,
  terminal: Terminal,
  work: (url: string, place: string) => Promise<T>,
  { mayBeNew = false }: WithServerOptions = {},
): Promise<T | undefined> {
  const named = url ?? (dataDir === undefined ? given(process.env['LOUPE_TRACKING_URI']) : undefined)
  if (named !== undefined) return work(bare(named), bare(named))
  const flags: ServerFlags = { host: '127.0.0.1', port: 0, ...(dataDir !== undefined && { dataDir }) }
  const read = readConfig(flags, { ...process.env, LOUPE_OTLP_GRPC_PORT: undefined })
  if (!read.ok) return fail(terminal, startFailureMessage(read.failure))
  const folder = resolve(read.config.dataDir)
  const holder = lockHolder(folder)
  if (holder?.url.startsWith('http') === true) return work(bare(holder.url), bare(holder.url))
  if (!existsSync(join(folder, 'metadata.db')) && !(mayBeNew && dataDir !== undefined)) {
    if (dataDir === undefined && (await answers(DEFAULT_URL))) return work(DEFAULT_URL, DEFAULT_URL)
    return fail(
      terminal,
      `There is no data of Loupe in ${folder}${dataDir === undefined ? `, and no server at ${DEFAULT_URL}` : ''}.\n` +
        'Name a running server with --url, or a folder with --data-dir.',
    )
  }
  const started = await startServer({ ...read.config, isBrief: true }, { log: () => {} })
  if (!started.ok) return fail(terminal, startFailureMessage(started.failure))
  try {
    return await work(started.server.url, folder)
  } finally {
    await started.server.close()
  }
}

function fail(terminal: Terminal, message: string): undefined {
  terminal.report(message)
  process.exitCode = 1
  return undefined
}

async function answers(url: string): Promise<boolean> {
  try {
    const response = await fetch(`${url}/version`, { signal: AbortSignal.timeout(LOOK_MILLIS) })
    await response.body?.cancel()
    return response.headers.has('x-loupe-version')
  } catch {
    return false
  }
}

const bare = (url: string): string => url.replace(/\/+$/, '')
const given = (text: string | undefined): string | undefined => (text === '' ? undefined : text)
