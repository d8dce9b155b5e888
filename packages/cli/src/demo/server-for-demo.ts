import { readConfig } from '@loupe-ai/server'
import { printBanner } from '../commands/server-banner.ts'
import type { ServerFlags } from '../commands/server-flags.ts'
import { startOrExplain } from '../commands/start-or-explain.ts'
import type { Terminal } from '../terminal/terminal.ts'
import { loupeAnswersAt } from './running-server.ts'

export interface DemoServer {
  readonly url: string
  /** False for a server that ran before the demo: it goes on when the demo ends. */
  readonly isOurs: boolean
  close(): Promise<void>
}

/** The Loupe server that answers at the address of the flags, else a new one; undefined after the reason was told. */
export async function serverForDemo(flags: ServerFlags, terminal: Terminal): Promise<DemoServer | undefined> {
  const read = readConfig(flags, process.env)
  if (read.ok && read.config.port !== 0) {
    const host = read.config.host.includes(':') ? `[${read.config.host}]` : read.config.host
    const url = `http://${host}:${read.config.port}`
    if (await loupeAnswersAt(url)) {
      terminal.print(`Using the Loupe server that runs at ${url}.`)
      return { url, isOurs: false, close: async () => {} }
    }
  }
  const server = await startOrExplain(flags, terminal)
  if (server === undefined) return undefined
  printBanner(server, terminal)
  return { url: server.url, isOurs: true, close: () => server.close() }
}
