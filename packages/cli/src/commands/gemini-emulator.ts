import { Command } from 'commander'
import type { Terminal } from '../terminal/terminal.ts'
import { stopSignal } from '../terminal/stop-signal.ts'

interface EmulatorFlags {
  readonly host: string
  readonly port: string
  readonly latency?: string
  readonly fault?: string[]
}

const DEFAULT_PORT = '8081'

/** `loupe gemini-emulator`: a local Gemini API, until it is stopped. */
export const geminiEmulatorCommand = (terminal: Terminal): Command =>
  new Command('gemini-emulator')
    .description('Run a local Gemini API: no network, no key.')
    .option('--host <host>', 'address to listen on', '127.0.0.1')
    .option('--port <port>', 'port to listen on; 0 takes a free one', DEFAULT_PORT)
    .option('--latency <ms>', 'wait so long before each answer')
    .option('--fault <kind:rate...>', 'answer a share of the calls with a fault, e.g. 429:0.1')
    .action(async (flags: EmulatorFlags) => {
      const { startEmulator } = await import('@loupe-ai/gemini-emulator')
      const emulator = await startEmulator({ host: flags.host, port: Number(flags.port) })
      terminal.print(`The Gemini emulator listens on ${emulator.url}\n`)
      terminal.print('Send a program to it with:')
      terminal.print(`  export GOOGLE_GEMINI_BASE_URL=${emulator.url} GEMINI_API_KEY=emulator\n`)
      terminal.print('Ctrl-C stops it.')
      await stopSignal()
      await emulator.close()
    })
