import { Command } from 'commander'
import { stopSignal } from '../terminal/stop-signal.ts'
import { styled, type Terminal } from '../terminal/terminal.ts'
import { type ServerFlags, withServerFlags } from './server-flags.ts'

interface DemoFlags extends ServerFlags {
  readonly exit?: boolean
}

/** `loupe demo`: a server, unless one runs there already, and the cookbook's program against it. */
export const demoCommand = (terminal: Terminal): Command =>
  withServerFlags(new Command('demo'))
    .option('--exit', 'end when all traces are stored and readable, with 0 if they are')
    .action(async (flags: DemoFlags) => {
      const stopped = stopSignal()
      const [{ serverForDemo }, { geminiBackend }, { runCookbook }, { unreadableTraces }] = await Promise.all([
        import('../demo/server-for-demo.ts'),
        import('../demo/gemini-backend.ts'),
        import('../demo/run-cookbook.ts'),
        import('../demo/readable-traces.ts'),
      ])
      const server = await serverForDemo(flags, terminal)
      if (server === undefined) return
      const gemini = await geminiBackend(process.env)
      try {
        terminal.print(`\nRunning the cookbook with ${gemini.description}.`)
        const env = { ...process.env, ...gemini.env, LOUPE_TRACKING_URI: server.url }
        const { exitCode, traceIds } = await runCookbook(env, terminal.print)
        const problems = await unreadableTraces(server.url, traceIds)
        for (const problem of problems) terminal.report(problem)
        const failed = exitCode !== 0 || traceIds.length === 0 || problems.length > 0
        if (failed) process.exitCode = 1
        terminal.print(
          failed
            ? '\nThe demo did not get through: see above.'
            : `\n${traceIds.length} traces are stored and readable.`,
        )
        if (flags.exit) return
        terminal.print(`\nLook at them: ${styled(terminal, 'cyan', server.url)}`)
        if (!server.isOurs) return
        terminal.print('Ctrl-C stops the server.')
        await stopped
        process.exitCode = 0
      } finally {
        await gemini.close()
        await server.close()
      }
    })
