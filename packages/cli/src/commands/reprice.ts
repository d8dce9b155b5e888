import { createClient } from '@loupe-ai/contract/client'
import { Command } from 'commander'
import { progressLine } from '../terminal/progress.ts'
import type { Terminal } from '../terminal/terminal.ts'

interface RepriceFlags {
  readonly url: string
  readonly experimentId?: readonly string[]
  readonly filter?: string
}

const DEFAULT_URL = 'http://localhost:5000'

/** `loupe reprice`: what is stored costs what the running server's prices say now. */
export const repriceCommand = (terminal: Terminal): Command =>
  new Command('reprice')
    .option(
      '--url <url>',
      'of the running server (LOUPE_TRACKING_URI)',
      process.env['LOUPE_TRACKING_URI'] ?? DEFAULT_URL,
    )
    .option('--experiment-id <ids...>', 'only these experiments; all when left out')
    .option('--filter <filter>', 'only traces that it finds, e.g. "attributes.timestamp_ms > 1767225600000"')
    .action(async ({ url, experimentId, filter }: RepriceFlags) => {
      const client = createClient({ baseUrl: url.replace(/\/+$/, '') })
      const progress = progressLine(terminal)
      const sum = { traces: 0, calls: 0, changed: 0 }
      let pageToken: string | undefined
      do {
        const outcome = await client.call('repriceTraces', {
          ...(experimentId && { experiment_ids: [...experimentId] }),
          ...(filter !== undefined && { filter }),
          ...(pageToken !== undefined && { page_token: pageToken }),
        })
        if (!outcome.ok) {
          progress.done()
          terminal.report(`The traces at ${url} could not be priced anew: ${outcome.message}.`)
          if (outcome.kind === 'unreachable') terminal.report('Is the server running? Start it with: loupe server')
          if (sum.traces > 0) terminal.report(`${sum.traces} traces were done; it is safe to begin again.`)
          process.exitCode = 1
          return
        }
        sum.traces += outcome.response.traces
        sum.calls += outcome.response.calls
        sum.changed += outcome.response.changed
        pageToken = outcome.response.next_page_token
        progress.show(`${sum.traces} traces looked at, ${sum.changed} calls cost something else now …`)
      } while (pageToken !== undefined)
      progress.done()
      terminal.print(`${sum.traces} traces, ${sum.calls} calls with tokens: ${sum.changed} cost something else now.`)
    })
