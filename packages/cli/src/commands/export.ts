import { existsSync } from 'node:fs'
import { createClient } from '@loupe-ai/contract/client'
import { Command } from 'commander'
import { experimentsNamed } from '../data/experiments-named.ts'
import { readMoment } from '../data/read-moment.ts'
import { type ExportQuery, saveExport } from '../data/save-export.ts'
import { type WhereFlags, withServer, withWhereFlags } from '../data/with-server.ts'
import { counted } from '../terminal/counted.ts'
import { progressLine } from '../terminal/progress.ts'
import { stopSignal } from '../terminal/stop-signal.ts'
import type { Terminal } from '../terminal/terminal.ts'

interface ExportFlags extends WhereFlags {
  readonly output?: string
  readonly format: string
  readonly experiment?: readonly string[]
  readonly filter?: string
  readonly from?: string
  readonly to?: string
  readonly restart?: boolean
  readonly force?: boolean
}

const FORMATS = { jsonl: 'traces.jsonl', parquet: 'traces.parquet' } as const

/** `loupe export`: traces as lines of OTLP JSON, which `loupe import` takes, or their spans as Parquet. */
export const exportCommand = (terminal: Terminal): Command =>
  withWhereFlags(new Command('export'))
    .option('--output <file>', 'where to (default traces.jsonl or traces.parquet)')
    .option('--format <format>', 'jsonl: OTLP JSON lines, everything; parquet: a table of spans', 'jsonl')
    .option('--experiment <names...>', 'only these experiments, by name or id')
    .option('--filter <filter>', `only traces that it finds, e.g. "status = 'ERROR'"`)
    .option('--from <time>', 'only traces that began then or later: 2026-11-24, an ISO time, or 7d, 12h, 30m ago')
    .option('--to <time>', 'only traces that began before (default now)')
    .option('--restart', 'begin anew what was interrupted, instead of going on')
    .option('--force', 'write over a file that is there')
    .action(async (flags: ExportFlags) => {
      const fail = (message: string): void => {
        terminal.report(message)
        process.exitCode = 1
      }
      const format = flags.format === 'parquet' || flags.format === 'jsonl' ? flags.format : undefined
      if (format === undefined) return fail(`--format is jsonl or parquet, not ${JSON.stringify(flags.format)}.`)
      const file = flags.output ?? FORMATS[format]
      if (existsSync(file) && flags.force !== true)
        return fail(`${file} is there already: choose another --output, or --force.`)
      const times = readTimes(flags)
      if (!times.ok) return fail(times.message)
      const lines = format === 'parquet' ? `${file}.jsonl` : file
      const interrupted = new AbortController()
      void stopSignal().then(() => interrupted.abort())
      const progress = progressLine(terminal)
      const traces = await withServer(flags, terminal, async (url) => {
        const named = await experimentsNamed(createClient({ baseUrl: url }), flags.experiment ?? [])
        if (!named.ok) return fail(`Nothing was exported: ${named.message}`)
        const query: ExportQuery = {
          ...(named.ids.length > 0 && { experiment_id: named.ids }),
          ...(flags.filter !== undefined && { filter: flags.filter }),
          ...times.query,
        }
        const result = await saveExport({
          url,
          file: lines,
          query,
          restart: flags.restart === true,
          signal: interrupted.signal,
          onProgress: (done, total) => progress.show(progressText(done, total)),
        })
        progress.done()
        if (result.ok && result.leftOut > 0) {
          terminal.report(
            `${counted(result.leftOut, 'file')} of traces larger than 16 MB are left out: a backup has them.`,
          )
        }
        if (result.ok) return result.traces
        fail(`The export did not finish: ${result.message}.`)
        if (result.isResumable) terminal.report('The same command goes on where it stopped.')
        return undefined
      })
      if (traces === undefined) return
      if (format === 'parquet') {
        progress.show('Writing Parquet …')
        const { writeParquet } = await import('../data/write-parquet.ts')
        await writeParquet(lines, file)
        progress.done()
      }
      terminal.print(`${counted(traces, 'trace')} exported to ${file}.`)
      if (format === 'jsonl') terminal.print(`Import them elsewhere with: loupe import ${file} --url …`)
    })

type Times = { readonly ok: true; readonly query: ExportQuery } | { readonly ok: false; readonly message: string }

function readTimes({ from, to }: ExportFlags): Times {
  const query: Record<string, string> = {}
  for (const [name, text] of [
    ['from', from],
    ['to', to],
  ] as const) {
    const millis = text === undefined ? undefined : readMoment(text, Date.now())
    if (text !== undefined && millis === undefined) {
      const message = `--${name} ${JSON.stringify(text)} is no time: say 2026-11-24, 2026-11-24T10:00Z, or 7d for a week ago.`
      return { ok: false, message }
    }
    if (millis !== undefined) query[`${name}_millis`] = String(millis)
  }
  return { ok: true, query }
}

function progressText(done: number, total: number | undefined): string {
  if (total === undefined || total === 0) return `Exporting: ${counted(done, 'trace')} …`
  return `Exporting: ${done} of ${counted(total, 'trace')} (${Math.floor((100 * done) / total)} %) …`
}
