import { startEmulator } from '@loupe-ai/gemini-emulator'
import { ERROR_TYPE, GEN_AI, MLFLOW, SERVICE_TIER } from '@loupe-ai/model'
import { mkdtempDisposable } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test, vi } from 'vitest'
import { startReceiver } from '../../../testing/start-receiver.ts'
import type { ReceivedSpan } from '../../../testing/start-receiver.ts'
import { testLoupe } from '../../../testing/test-loupe.ts'
import { clientOf, GENAI_COPIES } from '../../testing/genai-copies.ts'
import type { Genai } from '../../testing/genai-copies.ts'
import { GEMINI } from '../attributes.ts'
import { stableSpanId, stableTraceId } from './stable-ids.ts'

type Client = InstanceType<Genai['GoogleGenAI']>
const [[, genai]] = GENAI_COPIES as [(typeof GENAI_COPIES)[number]]

const SRC = [
  { contents: 'The opposite of hot is', metadata: { key: 'r1' } },
  { contents: 'x', config: { temperature: 3 }, metadata: { key: 'r2' } },
]

/** A program of its own that looks at a batch so often, and what arrived of it. */
async function look(
  url: string,
  work: (ai: Client, loupe: ReturnType<typeof testLoupe>) => Promise<unknown>,
): Promise<ReceivedSpan[]> {
  await using receiver = await startReceiver()
  await using loupe = testLoupe({ trackingUri: receiver.url })
  await work(loupe.gemini.tracedClient(clientOf(genai, url)), loupe)
  await loupe.flushTraces()
  return receiver.spans.filter(({ endTimeUnixNano }) => endTimeUnixNano !== 0n)
}

const idOf = ({ traceId, spanId }: ReceivedSpan): string => `${traceId}/${spanId}`
const resultsAmong = (spans: ReceivedSpan[]): ReceivedSpan[] =>
  spans.filter(({ attributes }) => GEMINI.batchIndex in attributes)

test('the results of a batch become spans once, priced as a batch, in a trace that its look names', async () => {
  await using emulator = await startEmulator()
  const spans = await look(emulator.url, async (ai) => {
    const { name = '' } = await ai.batches.create({ model: 'gemini-2.5-flash', src: structuredClone(SRC) })
    for (let times = 0; times < 4; times++) await ai.batches.get({ name })
  })

  const [good, bad] = resultsAmong(spans)
  const root = spans.find(({ name }) => name === 'BatchJob')!
  const gets = spans.filter(({ name }) => name === 'Batches.get')
  expect(resultsAmong(spans)).toHaveLength(2)
  expect(spans.filter(({ name }) => name === 'BatchJob')).toHaveLength(1)
  expect([good!.parentSpanId, bad!.parentSpanId, root.parentSpanId]).toEqual([root.spanId, root.spanId, ''])
  expect(new Set([good!.traceId, bad!.traceId])).toEqual(new Set([root.traceId]))
  expect(gets.map(({ attributes }) => attributes[GEMINI.batchResultsTraceId])).toEqual([
    undefined,
    ...[0, 1, 2].map(() => `tr-${root.traceId}`),
  ])
  expect(gets.map(({ traceId }) => traceId)).not.toContain(root.traceId)
  expect(good!.attributes).toMatchObject({
    [MLFLOW.spanType]: 'LLM',
    [GEN_AI.requestModel]: 'gemini-2.5-flash',
    [SERVICE_TIER]: 'batch',
    [GEN_AI.inputTokens]: 6n,
  })
  expect(good!.attributes[MLFLOW.spanOutputs]).toContain('**cold**')
  expect([bad!.status.code, bad!.attributes[ERROR_TYPE]]).toEqual([2, 'INVALID_ARGUMENT'])
  expect(JSON.parse(String(root.attributes[MLFLOW.spanOutputs]))).toEqual({ results: 2, failed: 1 })
  expect(gets.at(-1)!.attributes[MLFLOW.spanOutputs]).not.toContain('cold')
  const withUsage = spans.filter(({ attributes }) => MLFLOW.tokenUsage in attributes)
  expect(withUsage).toEqual([good])
})

test('another program that looks at the same batch sends the same spans at the same times', async () => {
  await using emulator = await startEmulator()
  const ai = clientOf(genai, emulator.url)
  const { name = '' } = await ai.batches.create({ model: 'gemini-2.5-flash', src: structuredClone(SRC) })
  await ai.batches.get({ name })

  const one = await look(emulator.url, (traced) => traced.batches.get({ name }))
  const other = await look(emulator.url, (traced) => traced.batches.get({ name }))

  const facts = (spans: ReceivedSpan[]): unknown =>
    spans
      .filter((span) => span.name === 'BatchJob' || GEMINI.batchIndex in span.attributes)
      .map((span) => [idOf(span), span.startTimeUnixNano, span.endTimeUnixNano, span.attributes[MLFLOW.spanOutputs]])
  expect(facts(one)).toHaveLength(3)
  expect(facts(other)).toEqual(facts(one))
})

test('a batch of embeddings gives spans of embeddings, without vectors, with their tokens', async () => {
  await using emulator = await startEmulator()
  const spans = await look(emulator.url, async (ai) => {
    const src = { inlinedRequests: { contents: ['Hello', 'World'] } }
    const { name = '' } = await ai.batches.createEmbeddings({ model: 'gemini-embedding-001', src })
    await ai.batches.get({ name })
    await ai.batches.get({ name })
  })

  const results = resultsAmong(spans)
  expect(results.map(({ name, attributes }) => [name, attributes[MLFLOW.spanOutputs]])).toEqual(
    [0, 1].map(() => ['Models.embedContent', '{"embeddingCount":1,"dimensions":3072}']),
  )
  expect(results.every(({ attributes }) => Number(attributes[GEN_AI.inputTokens]) > 0)).toBe(true)
  expect(spans.find(({ name }) => name === 'Batches.createEmbeddings')!.attributes[GEMINI.batchRequests]).toBe(2n)
})

test('results that lie in a file become spans when the program brings the file here, and not twice', async () => {
  await using emulator = await startEmulator()
  await using folder = await mkdtempDisposable(join(tmpdir(), 'loupe-batch-'))
  await using receiver = await startReceiver()
  await using loupe = testLoupe({ trackingUri: receiver.url })
  const ai = loupe.gemini.tracedClient(clientOf(genai, emulator.url))
  const requests = ['r1', 'r2'].map((key) => ({
    key,
    request: { contents: [{ parts: [{ text: 'The opposite of hot is' }] }] },
  }))
  const lines = requests.map((one) => JSON.stringify(one)).join('\n')
  const source = await ai.files.upload({ file: new Blob([lines], { type: 'application/jsonl' }) })
  const { name = '' } = await ai.batches.create({ model: 'gemini-2.5-flash', src: { fileName: source.name! } })
  await ai.batches.get({ name })
  const { dest } = await ai.batches.get({ name })
  const arrived = (): ReceivedSpan[] => receiver.spans.filter(({ endTimeUnixNano }) => endTimeUnixNano !== 0n)

  for (const file of ['one', 'two'])
    await ai.files.download({ file: dest!.fileName!, downloadPath: join(folder.path, file) })
  await vi.waitFor(
    async () => {
      await loupe.flushTraces()
      expect(arrived().some((span) => span.name === 'BatchJob')).toBe(true)
    },
    { timeout: 10_000 },
  )

  const results = resultsAmong(arrived())
  expect(results.map(({ attributes }) => attributes[MLFLOW.spanInputs])).toEqual(
    ['r1', 'r2'].map((key) => JSON.stringify({ metadata: { key } })),
  )
  expect(results.every(({ attributes }) => String(attributes[MLFLOW.spanOutputs]).includes('**cold**'))).toBe(true)
  expect(results[0]!.attributes).toMatchObject({ [SERVICE_TIER]: 'batch', [GEN_AI.inputTokens]: 6n })
  expect(arrived().filter((span) => span.name === 'BatchJob')).toHaveLength(1)
})

test('results obey the switch for contents that holds where they were fetched', async () => {
  await using emulator = await startEmulator()
  const spans = await look(emulator.url, async (ai, loupe) => {
    const { name = '' } = await ai.batches.create({ model: 'gemini-2.5-flash', src: structuredClone(SRC) })
    await ai.batches.get({ name })
    await loupe.withSpan(() => ai.batches.get({ name }), { name: 'quiet', captureContent: false })
  })

  expect(resultsAmong(spans)).toHaveLength(2)
  expect(resultsAmong(spans).flatMap(({ attributes }) => Object.keys(attributes))).not.toContain(MLFLOW.spanOutputs)
})

test('ids from a text are valid ids, and another text has others', () => {
  const texts = Array.from({ length: 2000 }, (_, index) => `batches/abc\n${index}`)

  expect(stableTraceId('a')).toMatch(/^[0-9a-f]{32}$/)
  expect(stableSpanId('a')).toMatch(/^[0-9a-f]{16}$/)
  expect(new Set(texts.map(stableSpanId)).size).toBe(2000)
  expect(new Set(texts.map(stableTraceId)).size).toBe(2000)
  // The published value of FNV-1a with 128 bits for "a".
  expect(stableTraceId('a')).toBe('d228cb696f1a8caf78912b704e4a8964')
})
