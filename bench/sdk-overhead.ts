import { GoogleGenAI } from '@google/genai'
import * as loupe from '@loupe-ai/sdk'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startSink } from './start-sink.ts'

const CALLS = 3000
const ROUNDS = 5
/** What the quickest of Gemini's models needs for a short answer: what the added time stands against in a real program. */
const REAL_CALL_MILLIS = 300

const ANSWER = JSON.stringify({
  candidates: [{ content: { role: 'model', parts: [{ text: 'cold' }] }, finishReason: 'STOP', index: 0 }],
  usageMetadata: { promptTokenCount: 6, candidatesTokenCount: 1, totalTokenCount: 7 },
  modelVersion: 'gemini-2.5-flash',
})

interface Cost {
  readonly wallMicros: number
  readonly cpuMicros: number
}

/** What tracing adds to a call of `generateContent` that takes no time itself: the bare client and the traced one in turn. */
export async function benchSdkOverhead(print: (line: string) => void): Promise<void> {
  await using sink = await startSink()
  const spool = mkdtempSync(join(tmpdir(), 'loupe-bench-'))
  loupe.init({ trackingUri: sink.url, spool: { dir: spool } })
  const bare: Cost[] = []
  const traced: Cost[] = []
  for (let round = 0; round <= ROUNDS; round++) {
    const without = await costPerCall()
    loupe.gemini.autolog()
    const withLoupe = await costPerCall(() => loupe.flushTraces())
    loupe.gemini.autolog({ disable: true })
    // The first round only warms up.
    if (round > 0) bare.push(without)
    if (round > 0) traced.push(withLoupe)
  }
  rmSync(spool, { recursive: true, force: true })
  const wall = [median(bare, 'wallMicros'), median(traced, 'wallMicros')] as const
  const cpu = [median(bare, 'cpuMicros'), median(traced, 'cpuMicros')] as const
  const added = wall[1] - wall[0]
  print(
    `a call that answers at once: bare ${wall[0].toFixed(0)} µs, traced ${wall[1].toFixed(0)} µs (+${added.toFixed(0)} µs)`,
  )
  print(
    `CPU with delivery: bare ${cpu[0].toFixed(0)} µs, traced ${cpu[1].toFixed(0)} µs (+${(cpu[1] - cpu[0]).toFixed(0)} µs)`,
  )
  print(`ratio for a call of ${REAL_CALL_MILLIS} ms: ${(1 + added / (REAL_CALL_MILLIS * 1000)).toFixed(5)}`)
}

async function costPerCall(deliver: () => Promise<unknown> = async () => {}): Promise<Cost> {
  const answer = async (): Promise<Response> =>
    new Response(ANSWER, { headers: { 'content-type': 'application/json' } })
  const ai = new GoogleGenAI({ apiKey: 'bench', httpOptions: { fetch: answer } })
  const cpuAtStart = process.cpuUsage()
  const started = performance.now()
  for (let call = 0; call < CALLS; call++) {
    await ai.models.generateContent({ model: 'gemini-2.5-flash', contents: 'The opposite of hot is' })
  }
  const wallMicros = ((performance.now() - started) * 1000) / CALLS
  await deliver()
  const { user, system } = process.cpuUsage(cpuAtStart)
  return { wallMicros, cpuMicros: (user + system) / CALLS }
}

const median = (costs: readonly Cost[], key: keyof Cost): number =>
  costs.map((cost) => cost[key]).toSorted((left, right) => left - right)[costs.length >> 1]!
