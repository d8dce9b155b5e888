import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { httpClient } from '../load/http-client.ts'
import { percentilesOf } from '../load/percentiles.ts'
import type { CorpusOptions } from '../seed/plan.ts'
import { settledFolderBytes } from './folder-size.ts'
import { freePort } from './free-port.ts'
import { CONNECTIONS, ingestCorpus, ingestText, type IngestOptions } from './ingest-corpus.ts'
import { machineFacts } from './machine.ts'
import { treeMemory } from './process-tree.ts'
import { READ_NAMES, type Product, type ProductClient } from './product.ts'
import { questionsAbout } from './questions.ts'
import type { ProductResult, ReadResults, SizeResult } from './results.ts'
import { startProgram, type RunningProgram } from './start-program.ts'

export interface MeasureOptions {
  readonly sizes: readonly number[]
  /** For each size; what a product has not stored by then is not waited for, and larger sizes are left out. */
  readonly minutes: number
  readonly print: (line: string) => void
}

const LARGE_BATCH = 500
const READS = 60
const READ_SECONDS = 60
const SETTLE_MILLIS = 60_000

/** One product from its first start to its last size, alone on the machine. */
export async function measureProduct(product: Product, options: MeasureOptions): Promise<ProductResult> {
  const { print } = options
  const maxSeconds = options.minutes * 60
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
      const ingest = await ingestCorpus(client, api, program.pid, {
        corpus,
        from,
        to,
        batchSpans: LARGE_BATCH,
        maxSeconds,
        maxReadableSeconds: maxSeconds,
      })
      print(`${to} spans: ${ingestText(ingest)}`)
      const memory = treeMemory(program.pid)
      const isWhole = ingest.readableSpans >= to - from
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
      from = ingest.acknowledgedUpTo
    }
    const smallBatches = await ingestCorpus(client, api, program.pid, SMALL)
    print(`batches of ${SMALL.batchSpans}: ${ingestText(smallBatches)}`)
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
}

const corpusOf = (seed: number, spans: number): CorpusOptions => ({
  seed,
  spans,
  days: 41,
  endMicros: Date.UTC(2026, 10, 24) * 1000,
})

/** Of a corpus of its own, so that nothing of it repeats. */
const SMALL: IngestOptions = {
  corpus: corpusOf(2, 1_000_000),
  from: 0,
  to: 10_000,
  batchSpans: 10,
  maxSeconds: 20,
  maxReadableSeconds: 120,
}

/** Bytes of disk that a span of a chat takes, whose requests repeat all that was said before; on a server of its own. */
export async function measureChatDisk(product: Product, spans: number, options: MeasureOptions): Promise<number> {
  const folder = await mkdtemp(join(tmpdir(), `loupe-bench-${product.name}-`))
  const port = await freePort()
  const client = httpClient(`http://127.0.0.1:${port}`, CONNECTIONS + 1)
  const program = await startProgram(await product.programFor(folder, port), folder, () => product.ping(client))
  try {
    const emptyBytes = await settledFolderBytes(folder, SETTLE_MILLIS)
    const maxSeconds = options.minutes * 60
    const { readableSpans } = await ingestCorpus(client, await product.connect(client), program.pid, {
      corpus: { ...corpusOf(3, spans), only: 'chat' },
      from: 0,
      to: spans,
      batchSpans: LARGE_BATCH,
      maxSeconds,
      maxReadableSeconds: maxSeconds,
    })
    return ((await settledFolderBytes(folder, SETTLE_MILLIS)) - emptyBytes) / readableSpans
  } finally {
    client.close()
    await program.stop('SIGKILL')
    await rm(folder, { recursive: true, force: true })
  }
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
