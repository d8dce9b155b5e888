import { Command } from 'commander'
import { hideSecrets } from './terminal/hide-secrets.ts'
import { terminal, type Terminal } from './terminal/terminal.ts'

interface CommandEntry {
  readonly about: string
  load(): Promise<(terminal: Terminal) => Command>
}

/** Loaded when asked for: a server must not wait for what an emulator needs. */
const COMMANDS: Readonly<Record<string, CommandEntry>> = {
  server: {
    about: 'Run the tracking server and its web UI.',
    load: async () => (await import('./commands/server.ts')).serverCommand,
  },
  demo: {
    about: 'Run the server and make traces to look at, with Gemini or without a key.',
    load: async () => (await import('./commands/demo.ts')).demoCommand,
  },
  reprice: {
    about: 'Price stored traces anew, by the prices that the running server has now.',
    load: async () => (await import('./commands/reprice.ts')).repriceCommand,
  },
  doctor: {
    about: 'Find out why no trace is showing.',
    load: async () => (await import('./commands/doctor.ts')).doctorCommand,
  },
  export: {
    about: 'Write traces to a file, as OTLP JSON lines or Parquet.',
    load: async () => (await import('./commands/export.ts')).exportCommand,
  },
  import: {
    about: 'Take traces from a file of OTLP JSON lines, such as an export.',
    load: async () => (await import('./commands/import.ts')).importCommand,
  },
  retention: {
    about: 'Delete traces that are older or more than experiments may keep, or show which.',
    load: async () => (await import('./commands/retention.ts')).retentionCommand,
  },
  backup: {
    about: 'Copy everything into a folder, while the server runs.',
    load: async () => (await import('./commands/backup.ts')).backupCommand,
  },
  restore: {
    about: 'Make a data folder of a backup.',
    load: async () => (await import('./commands/restore.ts')).restoreCommand,
  },
  migrate: {
    about: 'Move a folder to ClickHouse and PostgreSQL, for servers that share them.',
    load: async () => (await import('./commands/migrate.ts')).migrateCommand,
  },
  spool: {
    about: 'Show what traced programs could not send and left on disk, and send it.',
    load: async () => (await import('./commands/spool.ts')).spoolCommand,
  },
  'gemini-emulator': {
    about: 'Run a local Gemini API: no network, no key.',
    load: async () => (await import('./commands/gemini-emulator.ts')).geminiEmulatorCommand,
  },
}

const START_HERE = `
Start here:
  loupe server          then open http://localhost:5000
  loupe demo            the same, with traces to look at
`

/** The command `loupe`: `argv` without node and script. Ends the process with 1 when a command failed or was misused. */
export async function main(argv: readonly string[]): Promise<void> {
  hideSecrets(argv)
  // Whoever read what is printed may go before the end, as `head` does: no reason to stop a server, or to fail.
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE') throw error
    })
  }
  const program = new Command('loupe').description('See inside every LLM call.').addHelpText('after', START_HERE)
  for (const [name, { about, load }] of Object.entries(COMMANDS)) {
    const command = argv[0] === name ? (await load())(terminal) : new Command(name)
    program.addCommand(command.description(about))
  }
  await program.parseAsync(argv, { from: 'user' })
}
