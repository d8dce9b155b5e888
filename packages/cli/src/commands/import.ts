import { existsSync } from 'node:fs'
import { createClient } from '@loupe-ai/contract/client'
import { Command } from 'commander'
import { experimentsNamed } from '../data/experiments-named.ts'
import { sendLines } from '../data/send-lines.ts'
import { type WhereFlags, withServer, withWhereFlags } from '../data/with-server.ts'
import { counted } from '../terminal/counted.ts'
import { progressLine } from '../terminal/progress.ts'
import { stopSignal } from '../terminal/stop-signal.ts'
import type { Terminal } from '../terminal/terminal.ts'

interface ImportFlags extends WhereFlags {
  readonly experiment?: string
  readonly restart?: boolean
}

/** `loupe import`: what `loupe export` wrote, or lines of OTLP JSON from elsewhere. */
export const importCommand = (terminal: Terminal): Command =>
  withWhereFlags(new Command('import'))
    .argument('<file>', 'lines of OTLP JSON')
    .option('--experiment <name>', 'put everything into that experiment (default: those that the file names)')
    .option('--restart', 'begin anew what was interrupted, instead of going on')
    .action(async (file: string, flags: ImportFlags) => {
      const fail = (message: string): void => {
        terminal.report(message)
        process.exitCode = 1
      }
      if (!existsSync(file)) return fail(`There is no file ${file}.`)
      const interrupted = new AbortController()
      void stopSignal().then(() => interrupted.abort())
      const progress = progressLine(terminal)
      await withServer(
        flags,
        terminal,
        async (url, place) => {
          const named = await experimentsNamed(
            createClient({ baseUrl: url }),
            flags.experiment === undefined ? [] : [flags.experiment],
          )
          if (!named.ok) return fail(`Nothing was imported: ${named.message}`)
          const [experimentId] = named.ids
          const result = await sendLines({
            url,
            place,
            file,
            ...(experimentId !== undefined && { experimentId }),
            restart: flags.restart === true,
            signal: interrupted.signal,
            onProgress: (bytes, size, spans) =>
              progress.show(`Importing: ${counted(spans, 'span')} (${Math.floor((100 * bytes) / size)} %) …`),
          })
          progress.done()
          if (!result.ok) {
            fail(`The import did not finish: ${result.message}.`)
            return terminal.report('The same command goes on where it stopped; what is there already stays as it is.')
          }
          terminal.print(`${counted(result.spans, 'span')} imported into ${place}.`)
          if (result.refused === 0) return
          fail(`${counted(result.refused, 'line or span')} could not be taken:`)
          for (const reason of result.reasons) terminal.report(`  ${reason}`)
        },
        { mayBeNew: true },
      )
    })
