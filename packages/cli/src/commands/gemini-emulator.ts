import { Command } from 'commander'
import {
  type Emulator,
  EMULATOR_FLAGS,
  type EmulatorFlagValues,
  exportLine,
  readEmulatorFlags,
  startEmulator,
} from '@loupe-ai/gemini-emulator'
import { stopSignal } from '../terminal/stop-signal.ts'
import type { Terminal } from '../terminal/terminal.ts'

interface Flags extends Omit<EmulatorFlagValues, 'latency-ms' | 'chunk-ms'> {
  readonly latencyMs?: string
  readonly chunkMs?: string
}

/** `loupe gemini-emulator`: a local Gemini API, until it is stopped. */
export function geminiEmulatorCommand(terminal: Terminal): Command {
  const command = new Command('gemini-emulator')
  for (const [name, { value, about, ...flag }] of Object.entries(EMULATOR_FLAGS)) {
    const isMultiple = 'multiple' in flag && flag.multiple === true
    command.option(`--${name} <${value.replace(/[[\]]/g, '')}${isMultiple ? '...' : ''}>`, about)
  }
  return command.action(async ({ latencyMs, chunkMs, ...flags }: Flags) => {
    const emulator = await startOrExplain({ ...flags, 'latency-ms': latencyMs, 'chunk-ms': chunkMs }, terminal)
    if (emulator === undefined) return
    terminal.print(`The Gemini emulator listens on ${emulator.url}\n`)
    terminal.print('Send a program to it with:')
    terminal.print(`  ${exportLine(emulator.url)}`)
    terminal.print('  export GEMINI_API_KEY=emulator      # any key will do\n')
    terminal.print('Ctrl-C stops it.')
    await stopSignal()
    await emulator.close()
  })
}

async function startOrExplain(flags: EmulatorFlagValues, terminal: Terminal): Promise<Emulator | undefined> {
  try {
    return await startEmulator(readEmulatorFlags(flags))
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException
    if (code !== 'EADDRINUSE' && !(error instanceof RangeError)) throw error
    terminal.report(
      code === 'EADDRINUSE'
        ? `Port ${flags.port} is in use by another program. Choose another one with --port, or leave it out for a free one.`
        : message,
    )
    process.exitCode = 1
    return undefined
  }
}
