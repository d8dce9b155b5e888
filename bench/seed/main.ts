// `npm run bench:seed`: fills a running server with a corpus that is the same each time.
import { parseArgs } from 'node:util'
import { httpClient } from '../load/http-client.ts'
import { sendChunks, slotsFor } from '../load/send-chunks.ts'
import { assess } from './assess.ts'
import { openChunks } from './chunks.ts'
import { expectedCounts } from './expected-counts.ts'
import type { CorpusOptions } from './plan.ts'
import { progressLine } from './progress-line.ts'

const HELP = `npm run bench:seed -- [options]

  --url URL            the server                                   (http://localhost:5000)
  --spans N            how many spans, 10_000_000 also so           (100_000)
  --from N             begins at this span: goes on where a run was stopped
  --seed N             another corpus                               (1)
  --days N             over which event times are spread            (41)
  --end DATE           when they end                                (2026-11-24)
  --only SHAPE         conversations of one shape: chat or loop
  --batch N            spans in a request, at most 500              (500)
  --connections N      requests at a time                           (16)
  --rate N             spans a second at most
  --no-assessments     leaves out the verdicts on 5 % of the traces
  --expect             only prints what searches must find in this corpus
`

const { values } = parseArgs({
  allowNegative: true,
  options: {
    url: { type: 'string', default: 'http://localhost:5000' },
    spans: { type: 'string', default: '100_000' },
    from: { type: 'string', default: '0' },
    seed: { type: 'string', default: '1' },
    days: { type: 'string', default: '41' },
    end: { type: 'string', default: '2026-11-24' },
    only: { type: 'string' },
    batch: { type: 'string', default: '500' },
    connections: { type: 'string', default: '16' },
    rate: { type: 'string' },
    assessments: { type: 'boolean', default: true },
    expect: { type: 'boolean', default: false },
    help: { type: 'boolean', short: 'h', default: false },
  },
})

/** Verdicts that are given at a time. */
const ASSESSORS = 64

const number = (text: string): number => Number(text.replaceAll('_', ''))

if (values.help) {
  process.stdout.write(HELP)
} else {
  const corpus: CorpusOptions = {
    seed: number(values.seed),
    spans: number(values.spans),
    days: number(values.days),
    endMicros: Date.parse(values.end) * 1000,
    ...((values.only === 'chat' || values.only === 'loop') && { only: values.only }),
  }
  if (values.expect) console.log(JSON.stringify(expectedCounts(corpus), undefined, 2))
  else await seed(corpus)
}

async function seed(corpus: CorpusOptions): Promise<void> {
  const [batchSpans, connections, from] = [number(values.batch), number(values.connections), number(values.from)]
  const client = httpClient(values.url, connections + ASSESSORS)
  const verdicts = values.assessments ? assess(client, corpus.seed, ASSESSORS) : undefined
  const stop = new AbortController()
  process.once('SIGINT', () => stop.abort())
  const progress = progressLine(corpus.spans, from)
  const { spans, seconds, refusals, acknowledgedUpTo } = await sendChunks(
    openChunks(corpus, slotsFor(connections, batchSpans), { from }),
    {
      client,
      batchSpans,
      connections,
      spansPerSecond: values.rate === undefined ? undefined : number(values.rate),
      onAcknowledged: progress.update,
      onBlock: verdicts?.add,
      signal: stop.signal,
    },
  ).catch((error: unknown) => {
    progress.end()
    console.error(`${String(error)}\nGo on with --from ${progress.safeFrom()}.`)
    return process.exit(1)
  })
  const assessed = await verdicts?.finish()
  progress.end()
  client.close()
  console.log(
    `${spans} spans in ${seconds.toFixed(1)} s, ${Math.round(spans / seconds)} a second; ${refusals} times asked to come again` +
      (assessed === undefined ? '' : `; ${assessed} verdicts`),
  )
  if (stop.signal.aborted) console.log(`Stopped. Go on with --from ${acknowledgedUpTo}.`)
}
