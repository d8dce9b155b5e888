import { setTimeout as sleep } from 'node:timers/promises'
import type { HttpClient } from '../load/http-client.ts'
import { percentilesOf } from '../load/percentiles.ts'
import { sendChunks, slotsFor, type SendReport } from '../load/send-chunks.ts'
import { openChunks } from '../seed/chunks.ts'
import { blocks, otelTraceId, type CorpusOptions } from '../seed/plan.ts'
import { treeCpuSeconds } from './process-tree.ts'
import type { ProductClient } from './product.ts'
import type { IngestResult } from './results.ts'

/** Enough senders that a server can gather what several of them sent. */
export const CONNECTIONS = 16
const POLL_MILLIS = 50

export interface IngestOptions {
  readonly corpus: CorpusOptions
  readonly from: number
  readonly to: number
  readonly batchSpans: number
  /** Of sending. */
  readonly maxSeconds: number
  /** Of sending, and waiting until all can be read. */
  readonly maxReadableSeconds: number
}

/** Sends a stretch of a corpus and waits until its last traces can be read; `pid` of the server. */
export async function ingestCorpus(
  client: HttpClient,
  api: ProductClient,
  pid: number,
  { corpus, from, to, batchSpans, maxSeconds, maxReadableSeconds }: IngestOptions,
): Promise<IngestResult> {
  const cpuAtStart = treeCpuSeconds(pid)
  const ownCpuAtStart = process.cpuUsage()
  const started = performance.now()
  const report = await sendChunks(openChunks(corpus, slotsFor(CONNECTIONS, batchSpans), { from, to }), {
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
  const readableSpans = await waitUntilReadable(api, corpus, from, report, started + maxReadableSeconds * 1000)
  const readableSeconds = (performance.now() - started) / 1000
  const answers = percentilesOf(report.answerMillis)
  return {
    acknowledgedSpans: report.spans,
    acknowledgedUpTo: report.acknowledgedUpTo,
    acknowledgedPerSecond: report.spans / report.seconds,
    readableSpans,
    readablePerSecond: readableSpans / readableSeconds,
    answerP50Millis: answers.p50,
    answerP99Millis: answers.p99,
    refusals: report.refusals,
    bytesPerSpan: report.bytes / report.spans,
    serverCpuMicrosPerSpan: ((treeCpuSeconds(pid) - cpuAtStart) * 1e6) / report.spans,
    clientCpuMicrosPerSpan: (own.user + own.system) / report.spans,
  }
}

/** For people. */
export const ingestText = (ingest: IngestResult): string =>
  `${Math.round(ingest.acknowledgedPerSecond)} spans/s acknowledged, ${Math.round(ingest.readablePerSecond)} readable ` +
  `(${ingest.readableSpans} of ${ingest.acknowledgedSpans}), p99 of an answer ${Math.round(ingest.answerP99Millis)} ms`

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
