import { readConfig, type RunningServer, startFailureMessage, startServer } from '@loupe-ai/server'
import type { Terminal } from '../terminal/terminal.ts'
import type { ServerFlags } from './server-flags.ts'

/** The running server, or undefined after the reason was told and the exit code set to 1. */
export async function startOrExplain(flags: ServerFlags, terminal: Terminal): Promise<RunningServer | undefined> {
  const read = readConfig(flags, process.env)
  const started = read.ok ? await startServer(read.config, { log: (line) => terminal.report(line) }) : read
  if (started.ok) return started.server
  terminal.report(startFailureMessage(started.failure))
  process.exitCode = 1
  return undefined
}
