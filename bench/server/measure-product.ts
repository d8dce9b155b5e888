import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { httpClient } from '../load/http-client.ts'
import { percentilesOf } from '../load/percentiles.ts'
import { sendChunks, slotsFor, type SendReport } from '../load/send-chunks.ts'
import { openChunks } from '../seed/chunks.ts'
import { blocks, otelTraceId, type CorpusOptions } from '../seed/plan.ts'
import { settledFolderBytes } from './folder-size.ts'
import { freePort } from './free-port.ts'
import { machineFacts } from './machine.ts'
import { treeCpuSeconds, treeMemory } from './process-tree.ts'
import { READ_NAMES, type Product, type ProductClient } from './product.ts'
import { questionsAbout } from './questions.ts'
import type { IngestResult, ProductResult, ReadResults, SizeResult } from './results.ts'
import { startProgram, type RunningProgram } from './start-program.ts'

export interface MeasureOptions {
  readonly sizes: readonly number[]
  /** For each size; what a product has not stored by then is not waited for, and larger sizes are left out. */
  readonly minutes: number
  readonly print: (line: string) => void
}

const CONNECTIONS = 4
const LARGE_BATCH = 500
const SMALL_BATCH = 10
const SMALL_BATCH_SECONDS = 20
const SMALL_BATCH_SPANS = 10_000
/** A corpus of its own, so that nothing of it repeats. */
const SMALL_BATCH_SEED = 2
const READS = 60
const READ_SECONDS = 60
const SETTLE_MILLIS = 60_000
const POLL_MILLIS = 50

/** One product from its first start to its last size, alone on the machine. */
export async function measureProduct(product: Product, options: MeasureOptions): Promise<ProductResult> {
  const { print } = options
  const version = await product.prepare()
  const folder = await mkdtemp(join(tmpdir(), `loupe-bench-${product.name}-`))
  const port = await freePort()
  const client = httpClient(`http://127.0.0.1:${port}`, CONNECTIONS + 1)
  const start = async (): Promise<RunningProgram> =>
    startProgram(await product.programFor(folder, port), folder, () => product.ping(client))
  let program = await start()
  try {
    print(`${product.name} ${version}: first good answer after ${Math.round(program.startMillis)} ms`)
    const freshStartMillis = program.startMillis
    const freshMemory = treeMemory(program.pid)
    const api = await product.connect(client)
    const corpus = corpusOf(1, Math.max(...options.sizes))
    const sizes: SizeResult[] = []
    let [from, storedSpans] = [0, 0]
    for (const to of options.sizes) {
      const ingest = await ingestUpTo(api, program, corpus, from, to, options.minutes * 60)
      print(`${to} spans: ${describe(ingest)}`)
      const memory = treeMemory(program.pid)
      const isWhole = ingest.readableSpans === to - from
      storedSpans += ingest.readableSpans
      const reads = isWhole ? await askAll(api, corpus, to) : undefined
      const diskBytes = await settledFolderBytes(folder, SETTLE_MILLIS)
      sizes.push({
        spans: to,
        ingest,
        memory,
        restingMemory: treeMemory(program.pid),
        diskBytesPerSpan: diskBytes / storedSpans,
        reads,
      })
      print(`${to} spans: ${(diskBytes / storedSpans).toFixed(0)} B a span, ${JSON.stringify(reads)}`)
      if (!isWhole) break
      from = to
    }
    const smallBatches = await ingestSmall(api, program)
    print(`batches of ${SMALL_BATCH}: ${describe(smallBatches)}`)
    await program.stop()
    program = await start()
    print(`started again with its data after ${Math.round(program.startMillis)} ms`)
    return {
      product: product.name,
      version,
      command: product.command,
      machine: machineFacts(),
      freshStartMillis,
      restartMillis: program.startMillis,
      freshMemory,
      smallBatches,
      sizes,
    }
  } finally {
    client.close()
    await program.stop('SIGKILL')
    await rm(folder, { recursive: true, force: true })
  }

  async function ingestSmall(api: ProductClient, running: RunningProgram): Promise<IngestResult> {
    const corpus = corpusOf(SMALL_BATCH_SEED, 1_000_000)
    return ingest(api, running, corpus, { from: 0, to: SMALL_BATCH_SPANS }, SMALL_BATCH, SMALL_BATCH_SECONDS, 120)
  }

  async function ingestUpTo(
    api: ProductClient,
    running: RunningProgram,
    corpus: CorpusOptions,
    from: number,
    to: number,
    seconds: number,
  ): Promise<IngestResult> {
    return ingest(api, running, corpus, { from, to }, LARGE_BATCH, seconds, seconds)
  }

  async function ingest(
    api: ProductClient,
    running: RunningProgram,
    corpus: CorpusOptions,
    range: { readonly from: number; readonly to: number },
    batchSpans: number,
    maxSeconds: number,
    maxReadableSeconds: number,
  ): Promise<IngestResult> {
    const cpuAtStart = treeCpuSeconds(running.pid)
    const ownCpuAtStart = process.cpuUsage()
    const started = performance.now()
    const report = await sendChunks(openChunks(corpus, slotsFor(CONNECTIONS, batchSpans), range), {
      client,
      batchSpans,
      connections: CONNECTIONS,
      resourceOf: api.resourceOf,
      headersOf: api.headersOf,
      // A database that was locked may be free the next time.
      isToRetry: (status) => status === 429 || status >= 500,
      signal: AbortSignal.timeout(maxSeconds * 1000),
    })
    const own = process.cpuUsage(ownCpuAtStart)
    const readableSpans = await waitUntilReadable(api, corpus, range.from, report, started + maxReadableSeconds * 1000)
    const readableSeconds = (performance.now() - started) / 1000
    const answers = percentilesOf(report.answerMillis)
    return {
      acknowledgedSpans: report.spans,
      acknowledgedPerSecond: report.spans / report.seconds,
      readableSpans,
      readablePerSecond: readableSpans / readableSeconds,
      answerP50Millis: answers.p50,
      answerP99Millis: answers.p99,
      refusals: report.refusals,
      bytesPerSpan: report.bytes / report.spans,
      serverCpuMicrosPerSpan: ((treeCpuSeconds(running.pid) - cpuAtStart) * 1e6) / report.spans,
      clientCpuMicrosPerSpan: (own.user + own.system) / report.spans,
    }
  }
}

const corpusOf = (seed: number, spans: number): CorpusOptions => ({
  seed,
  spans,
  days: 41,
  endMicros: Date.UTC(2026, 10, 24) * 1000,
})

/** How many of the spans that were sent can be read: all of them, or what can be read at `deadline`. */
async function waitUntilReadable(
  api: ProductClient,
  corpus: CorpusOptions,
  from: number,
  report: SendReport,
  deadline: number,
): Promise<number> {
  const sent = lastTraceOfBlocks(corpus, from, report.acknowledgedUpTo)
  const isReadable = async ({ experiment, traceId, spans }: KnownTrace): Promise<boolean> =>
    (await api.readableSpans(experiment, traceId)) >= spans
  // As many as were under way at a time.
  for (const trace of sent.slice(-CONNECTIONS - 1)) {
    while (!(await isReadable(trace))) {
      if (performance.now() > deadline) return await readableSoFar(sent, isReadable, from)
      await sleep(POLL_MILLIS)
    }
  }
  return report.spans
}

/** They are stored in the order in which they were sent, so halving finds the last. */
async function readableSoFar(
  sent: readonly KnownTrace[],
  isReadable: (trace: KnownTrace) => Promise<boolean>,
  from: number,
): Promise<number> {
  let [low, high] = [0, sent.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if (await isReadable(sent[middle]!)) low = middle + 1
    else high = middle
  }
  return low === 0 ? 0 : sent[low - 1]!.endsAt - from
}

interface KnownTrace {
  readonly experiment: number
  readonly traceId: string
  readonly spans: number
  /** The number of the span after its block. */
  readonly endsAt: number
}

/** Of blocks of ordinary size that were sent whole. */
function lastTraceOfBlocks(corpus: CorpusOptions, from: number, upTo: number): KnownTrace[] {
  const last: KnownTrace[] = []
  for (const block of blocks(corpus, from)) {
    const endsAt = block.firstSpan + block.spans
    if (endsAt > upTo) break
    const number = block.conversations.length - 1
    const { traces } = block.conversations[number]!
    const traceId = otelTraceId(corpus.seed, block.index, number, traces.length - 1)
    if (block.spans <= 1000) last.push({ experiment: block.experiment, traceId, spans: traces.at(-1)!, endsAt })
  }
  return last
}

async function askAll(api: ProductClient, corpus: CorpusOptions, spans: number): Promise<ReadResults> {
  const questions = questionsAbout(corpus, spans, READS)
  const results: Partial<Record<(typeof READ_NAMES)[number], ReturnType<typeof percentilesOf>>> = {}
  for (const name of READ_NAMES) {
    const until = performance.now() + READ_SECONDS * 1000
    const millis: number[] = []
    for (const question of questions) {
      const asked = performance.now()
      if (asked > until) break
      const found = await api.reads[name](question)
      if (name === 'open' && found !== 100) throw new Error(`a trace of 100 spans was opened with ${found}`)
      millis.push(performance.now() - asked)
    }
    results[name] = percentilesOf(millis)
  }
  return results as ReadResults
}

const describe = (ingest: IngestResult): string =>
  `${Math.round(ingest.acknowledgedPerSecond)} spans/s acknowledged, ${Math.round(ingest.readablePerSecond)} readable ` +
  `(${ingest.readableSpans} of ${ingest.acknowledgedSpans}), p99 of an answer ${Math.round(ingest.answerP99Millis)} ms`
