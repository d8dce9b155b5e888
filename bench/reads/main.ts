import { parseArgs } from 'node:util'
import { httpClient } from '../load/http-client.ts'
import { machineFacts, type MachineFacts } from '../server/machine.ts'
import { keepResult } from '../server/results.ts'
import { writeReport } from '../server/report.ts'
import { askServer, type ReadResult } from './ask-server.ts'
import { checkCounts } from './check-counts.ts'
import { corpusContext } from './corpus-context.ts'
import { READ_KINDS } from './read-kinds.ts'

export interface ReadsResult {
  readonly machine: MachineFacts
  readonly spans: number
  readonly reads: readonly ReadResult[]
}

export const READS_HELP = `npm run -s bench -- reads [options]

Varied requests of each kind against a running server that \`npm run bench:seed\` has filled, then docs/benchmarks.md anew.

  --url URL       the server                                        (http://localhost:5000)
  --spans N       how many spans it holds, 10_000_000 also so       (100_000)
  --seed N        the corpus, as it was said to bench:seed          (1)
  --days N        the same                                          (41)
  --end DATE      the same                                          (2026-11-24)
  --requests N    of each kind                                      (200)
  --seconds N     at most for each kind                             (60)
  --only TEXT     kinds with it in their name; nothing is kept
  --check         counts instead what searches find
`

/** The command `reads`, as its help says. */
export async function benchReads(args: readonly string[], print: (line: string) => void): Promise<void> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      url: { type: 'string', default: 'http://localhost:5000' },
      spans: { type: 'string', default: '100_000' },
      seed: { type: 'string', default: '1' },
      days: { type: 'string', default: '41' },
      end: { type: 'string', default: '2026-11-24' },
      requests: { type: 'string', default: '200' },
      seconds: { type: 'string', default: '60' },
      only: { type: 'string', default: '' },
      check: { type: 'boolean', default: false },
    },
  })
  const spans = Number(values.spans.replaceAll('_', ''))
  const corpus = {
    seed: Number(values.seed),
    spans,
    days: Number(values.days),
    endMicros: Date.parse(values.end) * 1000,
  }
  const client = httpClient(values.url, 1)
  const context = await corpusContext(client, corpus)
  if (values.check) {
    if (!(await checkCounts(client, context, print))) process.exitCode = 1
    client.close()
    return
  }
  const reads: ReadResult[] = []
  for (const kind of READ_KINDS.filter(({ name }) => name.includes(values.only))) {
    const options = { requests: Number(values.requests), seconds: Number(values.seconds), seed: corpus.seed }
    const result = await askServer(client, kind, context, options)
    reads.push(result)
    print(lineOf(result))
  }
  client.close()
  if (values.only !== '') return
  const kept: ReadsResult = { machine: machineFacts(), spans, reads }
  keepResult(`reads-${spans}`, kept)
  writeReport()
}

function lineOf({ kind, millis, goalMillis, refused }: ReadResult): string {
  if (millis === undefined) return `${kind}: refused: ${refused}`
  const [p50, p95, p99] = [millis.p50, millis.p95, millis.p99].map((value) => value.toFixed(1))
  const verdict =
    goalMillis === undefined
      ? ''
      : millis.p95 <= goalMillis
        ? `, goal ${goalMillis} met`
        : `, goal ${goalMillis} MISSED`
  return `${kind}: p50 ${p50}, p95 ${p95}, p99 ${p99} ms (${millis.count} requests${verdict})`
}
