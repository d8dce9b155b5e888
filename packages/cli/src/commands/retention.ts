import type { RetentionStepJson } from '@loupe-ai/contract'
import { createClient } from '@loupe-ai/contract/client'
import { Command } from 'commander'
import { type WhereFlags, withServer, withWhereFlags } from '../data/with-server.ts'
import { counted } from '../terminal/counted.ts'
import { progressLine } from '../terminal/progress.ts'
import { sizeText } from '../terminal/size-text.ts'
import type { Terminal } from '../terminal/terminal.ts'

interface RetentionFlags extends WhereFlags {
  readonly dryRun?: boolean
}

/** `loupe retention`: deletes now what the server would delete within the hour, or says what that is. */
export const retentionCommand = (terminal: Terminal): Command =>
  withWhereFlags(new Command('retention'))
    .option('--dry-run', 'say what would be deleted, and delete nothing')
    .addHelpText('after', HOW_TO_SET)
    .action(async ({ dryRun = false, ...where }: RetentionFlags) => {
      await withServer(where, terminal, async (url) => {
        const progress = progressLine(terminal)
        progress.show('Looking for what is too old or too much …')
        const client = createClient({ baseUrl: url })
        const warned = new Set<string>()
        let [traces, steps] = [0, 0]
        for (let isComplete = false; !isComplete;) {
          const outcome = await client.call('applyRetention', {
            dry_run: dryRun,
            ...(!dryRun && { max_seconds: SECONDS_AT_ONCE }),
          })
          progress.done()
          if (!outcome.ok) {
            terminal.report(`Retention could not be applied at ${url}: ${outcome.message}.`)
            process.exitCode = 1
            return
          }
          const { warnings } = outcome.response
          for (const warning of warnings) if (!warned.has(warning)) terminal.report(`Warning: ${warning}.`)
          for (const warning of warnings) warned.add(warning)
          for (const step of outcome.response.steps) {
            terminal.print(stepText(step, dryRun))
            traces += step.traces
            steps++
          }
          isComplete = outcome.response.is_complete
          if (!isComplete) progress.show(`${counted(traces, 'trace')} deleted so far …`)
        }
        if (steps === 0) terminal.print('Nothing is older or more than it may be.')
        else if (dryRun) terminal.print('Nothing was deleted: leave --dry-run out for that.')
        else terminal.print('The room on the disk becomes free within minutes.')
      })
    })

/** Less than anyone waits for an answer, and often enough to tell how far it is. */
const SECONDS_AT_ONCE = 10

const HOW_TO_SET = `
What is kept is said by tags of an experiment, else by --retention-days and --retention-bytes of the server:
  loupe.retention.maxAgeDays    e.g. 30
  loupe.retention.maxBytes      e.g. 50GB
`

function stepText(step: RetentionStepJson, isDryRun: boolean): string {
  const verb = isDryRun ? 'Would delete' : 'Deleted'
  if (step.kind === 'week') {
    const days = `${day(step.start_millis)} to ${day(step.end_millis - 1)}`
    return `${verb} the week ${days} of every experiment: ${counted(step.traces, 'trace')}, ${sizeText(step.bytes)}.`
  }
  const why = step.reason === 'age' ? 'older than it may be' : 'for its size'
  return `${verb} ${counted(step.traces, 'trace')} of ${step.name}, the oldest, ${why}.`
}

const day = (millis: number): string => new Date(millis).toISOString().slice(0, 10)
