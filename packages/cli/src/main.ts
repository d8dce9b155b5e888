import { Command } from 'commander'
import { demoCommand } from './commands/demo.ts'
import { geminiEmulatorCommand } from './commands/gemini-emulator.ts'
import { serverCommand } from './commands/server.ts'
import { terminal } from './terminal/terminal.ts'

/** The command `loupe`: `argv` without node and script. Ends the process with 1 when a command failed, 2 when it was misused. */
export async function main(argv: readonly string[]): Promise<void> {
  const program = new Command('loupe')
    .description('See inside every LLM call.')
    .addCommand(serverCommand(terminal))
    .addCommand(demoCommand(terminal))
    .addCommand(geminiEmulatorCommand(terminal))
    .addHelpText(
      'after',
      '\nStart here:\n  loupe server          then open http://localhost:5000\n  loupe demo            the same, with traces to look at\n',
    )
  await program.parseAsync(argv, { from: 'user' })
}
