import { createClient, type CallFailure, type Client } from '@loupe-ai/contract/client'
import { Command } from 'commander'
import { counted } from '../terminal/counted.ts'
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
      const fail = (failure: CallFailure): void => {
        progress.done()
        terminal.report(`The traces at ${url} could not be priced anew: ${failure.message}.`)
        if (failure.kind === 'unreachable') terminal.report('Is the server running? Start it with: loupe server')
        if (sum.traces > 0) terminal.report(`${counted(sum.traces, 'trace')} were done; it is safe to begin again.`)
        process.exitCode = 1
      }
      const missing = await firstMissing(client, experimentId ?? [])
      if (missing !== undefined) return fail(missing)
      do {
        const outcome = await client.call('repriceTraces', {
          ...(experimentId && { experiment_ids: [...experimentId] }),
          ...(filter !== undefined && { filter }),
          ...(pageToken !== undefined && { page_token: pageToken }),
        })
        if (!outcome.ok) return fail(outcome)
        sum.traces += outcome.response.traces
        sum.calls += outcome.response.calls
        sum.changed += outcome.response.changed
        pageToken = outcome.response.next_page_token
        progress.show(
          `${counted(sum.traces, 'trace')} looked at, ${counted(sum.changed, 'call')} cost something else now …`,
        )
      } while (pageToken !== undefined)
      progress.done()
      terminal.print(
        `${counted(sum.traces, 'trace')}, ${counted(sum.calls, 'call')} with tokens: ${sum.changed} cost something else now.`,
      )
    })

/** A search in an experiment that does not exist finds nothing, which says too little to who mistyped it. */
async function firstMissing(client: Client, ids: readonly string[]): Promise<CallFailure | undefined> {
  for (const experiment_id of ids) {
    const outcome = await client.call('getExperiment', { experiment_id })
    if (!outcome.ok) return outcome
  }
  return undefined
}
