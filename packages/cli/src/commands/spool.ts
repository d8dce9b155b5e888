import * as loupe from '@loupe-ai/sdk'
import type { SpoolStatus } from '@loupe-ai/sdk'
import { Command } from 'commander'
import { counted } from '../terminal/counted.ts'
import type { Terminal } from '../terminal/terminal.ts'

const EMPTY = 'Nothing waits on disk: every trace has reached its server.'

/** `loupe spool`: what traced programs could not send and left on disk; `loupe spool send` sends it. */
export const spoolCommand = (terminal: Terminal): Command =>
  new Command('spool')
    .option('--dir <folder>', 'where it lies (LOUPE_SPOOL_DIR)')
    .action(({ dir }: SpoolFlags) => {
      const spools = spoolsIn(dir)
      for (const spool of spools) for (const line of statusLines(spool)) terminal.print(line)
      if (spools.length === 0) terminal.print(EMPTY)
      else if (spools.some(({ waitingBytes }) => waitingBytes > 0)) terminal.print('Send it with: loupe spool send')
    })
    .addCommand(sendCommand(terminal))

interface SpoolFlags {
  readonly dir?: string
}

interface SendFlags {
  readonly timeout: string
}

const sendCommand = (terminal: Terminal): Command =>
  new Command('send')
    .description('Send it to the servers that it is meant for.')
    .option('--timeout <seconds>', 'for each server', '600')
    .action(async ({ timeout }: SendFlags, command: Command) => {
      const seconds = Number(timeout)
      if (!(seconds > 0)) command.error(`error: --timeout ${timeout} is not a number of seconds`)
      const { dir } = command.optsWithGlobals<SpoolFlags>()
      spoolsIn(dir)
      const deliveries = await loupe.sendSpools({ timeoutMillis: seconds * 1000 })
      for (const { target, delivered, refused, kept } of deliveries) {
        const rest = [refused > 0 && `${refused} refused`, kept > 0 && `${kept} still on disk`].filter(Boolean)
        terminal.print(`${target.uri}: ${[`${counted(delivered, 'span')} delivered`, ...rest].join(', ')}`)
        if (kept > 0) process.exitCode = 1
      }
      if (deliveries.length === 0) terminal.print(EMPTY)
    })

function spoolsIn(dir: string | undefined): readonly SpoolStatus[] {
  if (dir !== undefined) loupe.init({ spool: { dir } })
  return loupe.listSpools()
}

function statusLines({ target, folder, waitingSpans, waitingBytes, busyBytes }: SpoolStatus): string[] {
  const parts = [
    waitingBytes > 0 &&
      `${counted(waitingSpans, 'span')} (${sizeText(waitingBytes)}) ${waitingSpans === 1 ? 'waits' : 'wait'}`,
    busyBytes > 0 && `${sizeText(busyBytes)} in use by programs that run`,
  ]
  return [`${target.uri}: ${parts.filter(Boolean).join(', ')}`, `  ${folder}`]
}

function sizeText(bytes: number): string {
  if (bytes < 1e6) return `${Math.ceil(bytes / 1000)} kB`
  return `${(bytes / 1e6).toFixed(1)} MB`
}
