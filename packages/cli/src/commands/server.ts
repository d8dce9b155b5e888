import { Command } from 'commander'
import { stopSignal } from '../terminal/stop-signal.ts'
import type { Terminal } from '../terminal/terminal.ts'
import { type ServerFlags, withServerFlags } from './server-flags.ts'

/** `loupe server`: the tracking server with the embedded store, until it is stopped. */
export const serverCommand = (terminal: Terminal): Command =>
  withServerFlags(new Command('server')).action(async (flags: ServerFlags) => {
    const stopped = stopSignal()
    const [{ startOrExplain }, { printBanner }] = await Promise.all([
      import('./start-or-explain.ts'),
      import('./server-banner.ts'),
    ])
    const server = await startOrExplain(flags, terminal)
    if (server === undefined) return
    const isForPeople = server.logFormat === 'text'
    if (isForPeople) {
      printBanner(server, terminal)
      terminal.print('\nCtrl-C stops it.')
    }
    await stopped
    if (isForPeople) terminal.report('\nStopping: finishing what is in flight …')
    await server.close()
  })
