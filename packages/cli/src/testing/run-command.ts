import type { Command } from 'commander'
import type { Terminal } from '../terminal/terminal.ts'

/** A terminal that keeps its lines, whichever way they went. */
export function recordingTerminal(): Terminal & { readonly lines: readonly string[] } {
  const lines: string[] = []
  return {
    lines,
    isColoured: false,
    print: (line) => void lines.push(line),
    report: (line) => void lines.push(line),
  }
}

/** What a command says, line by line. */
export async function runCommand(command: (terminal: Terminal) => Command, ...args: string[]): Promise<string> {
  const terminal = recordingTerminal()
  await command(terminal).parseAsync(args, { from: 'user' })
  return terminal.lines.join('\n')
}
