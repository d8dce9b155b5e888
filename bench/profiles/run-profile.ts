import { setTimeout as sleep } from 'node:timers/promises'
import { httpClient, type HttpClient } from '../load/http-client.ts'
import { percentilesOf, type Percentiles } from '../load/percentiles.ts'
import { sendChunks, slotsFor } from '../load/send-chunks.ts'
import { askServer, type ReadResult } from '../reads/ask-server.ts'
import { corpusContext, type CorpusContext } from '../reads/corpus-context.ts'
import { READ_KINDS } from '../reads/read-kinds.ts'
import { openChunks } from '../seed/chunks.ts'
import type { CorpusOptions } from '../seed/plan.ts'
import { treeCpuSeconds, treeMemory, type TreeMemory } from '../server/process-tree.ts'
import type { Profile } from './profiles.ts'
import { watchServer, type WatchReport } from './watch-server.ts'

export interface ProfileResult {
  readonly profile: string
  readonly offeredPerSecond?: number
  readonly seconds: number
  readonly acknowledgedSpans: number
  readonly acknowledgedPerSecond: number
  /** The slowest ten seconds. */
  readonly lowestPerSecond: number
  readonly answer: Percentiles
  readonly refusals: number
  readonly bytesPerSpan: number
  readonly serverCpuMicrosPerSpan: number
  readonly clientCpuMicrosPerSpan: number
  readonly watch: WatchReport
  /** Until the server used less than a tenth of a core; undefined if that took more than five minutes. */
  readonly restSeconds?: number
  /** A minute after that. */
  readonly restingMemory?: TreeMemory
  /** Traces that the server counts, less those that the acknowledged spans make. */
  readonly missingTraces: number
  /** The same questions before the load and under it. */
  readonly reads?: { readonly idle: readonly ReadResult[]; readonly loaded: readonly ReadResult[] }
}

const STEP_SECONDS = 10
const MAX_REST_SECONDS = 300
const RESTING_CORES = 0.1
const REST_STEP_MILLIS = 2000
const MEMORY_AFTER_MILLIS = 60_000
/** More than any profile sends. */
const CORPUS_SPANS = 20_000_000
const READS_WHILE = 40
/** For each kind of question: all of them fit into the load's time. */
const READ_SECONDS_WHILE = 5

export interface ProfiledServer {
  readonly url: string
  readonly pid: number
  /** What it held before, for the questions of a profile with reads. */
  readonly held?: CorpusOptions
}

/** Loads a server as a profile says and looks at what becomes of it. `seed`: of spans that it does not hold yet. */
export async function runProfile(
  name: string,
  profile: Profile,
  server: ProfiledServer,
  seed: number,
  print: (line: string) => void,
): Promise<ProfileResult> {
  const corpus: CorpusOptions = { seed, spans: CORPUS_SPANS, days: 41, endMicros: Date.UTC(2026, 10, 24) * 1000 }
  const client = httpClient(server.url, profile.connections)
  const admin = httpClient(server.url, 2)
  const { held } = server
  const context = profile.withReads === true && held !== undefined ? await corpusContext(admin, held) : undefined
  const idle = context === undefined ? [] : await askAll(admin, context, print)
  const tracesBefore = await countTraces(admin)
  const watch = watchServer(server.url, server.pid, () => allExperiments(admin))
  const steps = stepCounter(print)
  const cpuAtStart = treeCpuSeconds(server.pid)
  const ownCpuAtStart = process.cpuUsage()
  let acknowledgedTraces = 0
  const sending = sendChunks(openChunks(corpus, slotsFor(profile.connections, profile.batchSpans)), {
    client,
    batchSpans: profile.batchSpans,
    connections: profile.connections,
    spansPerSecond: profile.spansPerSecond,
    signal: AbortSignal.timeout(profile.seconds * 1000),
    onAcknowledged: ({ spans }) => steps.update(spans),
    onBlock: ({ conversations }) => {
      for (const { traces } of conversations) acknowledgedTraces += traces.length
    },
  })
  const reading = context === undefined ? undefined : askAll(admin, context, print)
  const report = await sending
  const own = process.cpuUsage(ownCpuAtStart)
  const serverCpu = treeCpuSeconds(server.pid) - cpuAtStart
  const watched = await watch.stop()
  const loaded = await reading
  const restSeconds = await secondsUntilRest(server.pid)
  await sleep(MEMORY_AFTER_MILLIS)
  const restingMemory = treeMemory(server.pid)
  // Blocks that were cut off at the end may have left a trace or two more.
  const missingTraces = Math.max(0, acknowledgedTraces - ((await countTraces(admin)) - tracesBefore))
  client.close()
  admin.close()
  return {
    profile: name,
    offeredPerSecond: profile.spansPerSecond,
    seconds: report.seconds,
    acknowledgedSpans: report.spans,
    acknowledgedPerSecond: report.spans / report.seconds,
    lowestPerSecond: steps.lowest(),
    answer: percentilesOf(report.answerMillis),
    refusals: report.refusals,
    bytesPerSpan: report.bytes / report.spans,
    serverCpuMicrosPerSpan: (serverCpu * 1e6) / report.spans,
    clientCpuMicrosPerSpan: (own.user + own.system) / report.spans,
    watch: watched,
    restSeconds,
    restingMemory,
    missingTraces,
    ...(loaded !== undefined && { reads: { idle, loaded } }),
  }
}

/** Spans a second in steps of ten seconds. */
function stepCounter(print: (line: string) => void): { update(spans: number): void; lowest(): number } {
  const rates: number[] = []
  let [stepStarted, spansAtStep] = [performance.now(), 0]
  return {
    update(spans) {
      const seconds = (performance.now() - stepStarted) / 1000
      if (seconds < STEP_SECONDS) return
      rates.push((spans - spansAtStep) / seconds)
      print(`${spans.toLocaleString('en')} spans, ${Math.round(rates.at(-1)!).toLocaleString('en')}/s`)
      stepStarted = performance.now()
      spansAtStep = spans
    },
    lowest: () => Math.min(...rates),
  }
}

async function askAll(
  client: HttpClient,
  context: CorpusContext,
  print: (line: string) => void,
): Promise<ReadResult[]> {
  const results: ReadResult[] = []
  const options = { requests: READS_WHILE, seconds: READ_SECONDS_WHILE, seed: context.corpus.seed }
  for (const kind of READ_KINDS) {
    const result = await askServer(client, kind, context, options)
    results.push(result)
    print(
      `${kind.name}: ${result.refused ?? `p50 ${result.millis?.p50.toFixed(1)}, p95 ${result.millis?.p95.toFixed(1)} ms`}`,
    )
  }
  return results
}

async function secondsUntilRest(pid: number): Promise<number | undefined> {
  const started = performance.now()
  for (;;) {
    const before = treeCpuSeconds(pid)
    await sleep(REST_STEP_MILLIS)
    const cores = (treeCpuSeconds(pid) - before) / (REST_STEP_MILLIS / 1000)
    const seconds = (performance.now() - started) / 1000
    if (cores < RESTING_CORES) return seconds - REST_STEP_MILLIS / 1000
    if (seconds > MAX_REST_SECONDS) return undefined
  }
}

async function countTraces(client: HttpClient): Promise<number> {
  return ((await client.json('GET', '/api/loupe/v1/status')) as { trace_count: number }).trace_count
}

async function allExperiments(client: HttpClient): Promise<string[]> {
  const answer = (await client.json('POST', '/api/2.0/mlflow/experiments/search', { max_results: 100 })) as {
    experiments?: { experiment_id: string }[]
  }
  return answer.experiments?.map(({ experiment_id }) => experiment_id) ?? []
}
