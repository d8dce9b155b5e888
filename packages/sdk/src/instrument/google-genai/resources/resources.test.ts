import { startEmulator } from '@loupe-ai/gemini-emulator'
import { GEN_AI, MLFLOW } from '@loupe-ai/model'
import { expect, test } from 'vitest'
import { clientOf, EVERY_COPY, GENAI_COPIES } from '../../testing/genai-copies.ts'
import type { Genai } from '../../testing/genai-copies.ts'
import { recordingTracing } from '../../testing/recording-tracing.ts'
import type { RecordingTracing } from '../../testing/recording-tracing.ts'
import { json, startScriptedGemini } from '../../testing/scripted-gemini.ts'
import { GEMINI } from '../attributes.ts'
import { createGeminiInstrumentation } from '../index.ts'

type Client = InstanceType<Genai['GoogleGenAI']>
const [[, genai]] = GENAI_COPIES as [(typeof GENAI_COPIES)[number]]
const LONG = 'The lighthouse stood on a cliff over the sea and its lamp turned all night long. '.repeat(80)

interface World extends AsyncDisposable {
  readonly ai: Client
  readonly vertex: Client
  readonly tracing: RecordingTracing
}

async function world(): Promise<World> {
  const emulator = await startEmulator()
  const tracing = recordingTracing()
  const gemini = createGeminiInstrumentation(tracing)
  gemini.autolog(EVERY_COPY)
  return {
    ai: clientOf(genai, emulator.url),
    vertex: vertexOf(emulator.url),
    tracing,
    async [Symbol.asyncDispose]() {
      gemini.autolog({ disable: true })
      await emulator.close()
      tracing.assertEndedOnce()
    },
  }
}

const vertexOf = (baseUrl: string): Client =>
  new genai.GoogleGenAI({ vertexai: true, apiKey: 'test-key-0', httpOptions: { baseUrl } })

test('a file is recorded by name, size and type, and its bytes and where it came from are not', async () => {
  await using w = await world()

  await w.ai.files.upload({ file: new Blob(['a secret text'], { type: 'text/plain' }), config: { name: 'one' } })

  const span = w.tracing.named('Files.upload')
  expect(span.attributes).toMatchObject({
    [GEN_AI.operationName]: 'upload_file',
    [GEMINI.resourceName]: 'files/one',
    [GEMINI.fileMimeType]: 'text/plain',
    [GEMINI.fileSizeBytes]: 13n,
    [GEMINI.resourceState]: 'ACTIVE',
  })
  expect(span.inputs).toEqual({ file: { mimeType: 'text/plain', bytes: 13 }, config: { name: 'one' } })
  expect(JSON.stringify([span.inputs, span.outputs])).not.toContain('secret')
})

test('a download tells what was fetched and where it was put', async () => {
  await using w = await world()

  await w.ai.files.download({ file: 'files/none', downloadPath: '/nowhere/at/all/out.txt' }).catch(() => {})

  expect(w.tracing.named('Files.download').attributes).toMatchObject({
    [GEMINI.resourceName]: 'files/none',
    [GEMINI.fileDownloadPath]: '/nowhere/at/all/out.txt',
  })
})

test('the credentials with which files are registered are not recorded', async () => {
  await using w = await world()
  const auth = { token: 'canary', getRequestHeaders: () => Promise.resolve(new Map([['authorization', 'canary']])) }

  await w.ai.files.registerFiles({ auth, uris: ['gs://bucket/a.txt'] } as never)

  expect(w.tracing.named('Files.registerFiles').inputs).toEqual({ uris: ['gs://bucket/a.txt'] })
})

test('the tokens of a new cache are written once, and are no use of a model', async () => {
  await using w = await world()

  const made = await w.ai.caches.create({ model: 'gemini-2.5-flash', config: { contents: LONG, ttl: '300s' } })
  await w.ai.caches.get({ name: made.name! })

  expect(w.tracing.named('Caches.create').attributes).toMatchObject({
    [GEN_AI.requestModel]: 'gemini-2.5-flash',
    [GEN_AI.cacheWriteInputTokens]: BigInt(made.usageMetadata!.totalTokenCount!),
    [GEMINI.cacheExpireTime]: made.expireTime,
    [GEMINI.resourceName]: made.name,
  })
  const later = w.tracing.named('Caches.get').attributes
  expect(later).toMatchObject({ [GEMINI.resourceName]: made.name })
  expect(Object.keys(later)).not.toContain(GEN_AI.cacheWriteInputTokens)
})

test('the name of a token is the token: it is nowhere in its span', async () => {
  await using w = await world()

  const { name = 'none' } = await w.ai.authTokens.create({
    config: { uses: 1, httpOptions: { apiVersion: 'v1alpha' } },
  })

  const { outputs, attributes, inputs } = w.tracing.named('Tokens.create')
  expect(name).toMatch(/^auth_tokens\/./)
  expect(outputs).toMatchObject({ name: '[redacted]' })
  expect(JSON.stringify([inputs, outputs, Object.values(attributes).map(String)])).not.toContain(name)
})

test('images are counted, and those that were filtered too', async () => {
  await using server = await startScriptedGemini()
  const tracing = recordingTracing()
  const gemini = createGeminiInstrumentation(tracing)
  const ai = gemini.tracedClient(vertexOf(server.url))
  server.answer(
    json({
      predictions: [
        { bytesBase64Encoded: 'aGVsbG8=', mimeType: 'image/png', prompt: 'a better cat' },
        { raiFilteredReason: 'a face' },
      ],
    }),
  )

  await ai.models.generateImages({
    model: 'imagen-4.0-generate-001',
    prompt: 'a cat',
    config: { numberOfImages: 2, includeRaiReason: true },
  })

  const { attributes, inputs, outputs, type } = tracing.named('Models.generateImages')
  expect(type).toBe('LLM')
  expect(inputs).toMatchObject({ model: 'imagen-4.0-generate-001', prompt: 'a cat', config: { numberOfImages: 2 } })
  expect(outputs).toMatchObject({ generatedImages: [{ image: { mimeType: 'image/png' } }, {}] })
  expect(attributes).toMatchObject({
    [GEN_AI.operationName]: 'generate_content',
    [GEN_AI.outputType]: 'image',
    [GEN_AI.finishReasons]: ['stop', 'content_filter'],
    [GEMINI.mediaCount]: 1n,
    [GEMINI.mediaFilteredCount]: 1n,
  })
})

test('the looks at a video carry the name of its operation; the one that finds it done tells how long it took', async () => {
  await using w = await world()
  let operation = await w.vertex.models.generateVideos({
    model: 'veo-3.0-generate-001',
    source: { prompt: 'a cat' },
  })
  while (operation.done !== true) operation = await w.vertex.operations.get({ operation })
  await w.vertex.operations.getVideosOperation({ operation })

  const [submission, ...polls] = w.tracing.spans
  const names = w.tracing.spans.map(({ attributes }) => attributes[GEMINI.operationName])
  expect(submission!.attributes).toMatchObject({ [GEN_AI.outputType]: 'video', [GEMINI.operationDone]: false })
  expect(new Set(names)).toEqual(new Set([operation.name]))
  expect(polls.map(({ attributes }) => typeof attributes[GEMINI.operationMillis])).toEqual([
    ...polls.slice(2).map(() => 'undefined'),
    'number',
    'undefined',
  ])
  expect(polls.at(-2)!.attributes).toMatchObject({ [GEMINI.operationDone]: true, [GEMINI.mediaCount]: 1n })
  expect(polls.at(-2)!.inputs).toEqual({ operation: { name: operation.name } })
})

test('an operation that failed is an error of the look that finds it, although the promise fulfils', async () => {
  await using server = await startScriptedGemini()
  const tracing = recordingTracing()
  const ai = createGeminiInstrumentation(tracing).tracedClient(vertexOf(server.url))
  const operation = new genai.GenerateVideosOperation()
  operation.name = 'publishers/google/models/veo-3.0-generate-001/operations/x'
  server.answer(json({ name: operation.name, done: true, error: { code: 3, message: 'no cats here' } }))

  const found = await ai.operations.get({ operation })

  expect(found.error).toEqual({ code: 3, message: 'no cats here' })
  const { status, attributes } = tracing.named('Operations.get')
  expect(status).toEqual({ code: 'ERROR', message: 'no cats here' })
  expect(attributes).toMatchObject({ 'error.type': 'INVALID_ARGUMENT', [GEMINI.operationDone]: true })
})

test('a file that could not be read is an error of the look that finds it so', async () => {
  await using server = await startScriptedGemini()
  const tracing = recordingTracing()
  const ai = createGeminiInstrumentation(tracing).tracedClient(clientOf(genai, server.url))
  server.answer(
    json({ name: 'files/a', state: 'ACTIVE' }),
    json({ name: 'files/a', state: 'FAILED', error: { code: 3, message: 'no film' } }),
  )

  await ai.files.get({ name: 'files/a' })
  await ai.files.get({ name: 'files/a' })

  expect(tracing.spans.map(({ status }) => status)).toEqual([{ code: 'OK' }, { code: 'ERROR', message: 'no film' }])
})

test('each further page is a span, whether it is asked for by hand or by iteration', async () => {
  await using w = await world()
  for (const name of ['a', 'b', 'c', 'd', 'e'])
    await w.ai.files.upload({ file: new Blob(['x'], { type: 'text/plain' }), config: { name } })
  w.tracing.spans.length = 0

  const pager = await w.ai.files.list({ config: { pageSize: 2 } })
  const names = []
  for await (const { name } of pager) names.push(name)

  expect(names).toHaveLength(5)
  expect(w.tracing.tree()).toBe('Files.list:TASK | Pager.nextPage:TASK | Pager.nextPage:TASK')
  expect(w.tracing.spans.map(({ outputs }) => outputs)).toEqual([
    { count: 2, names: names.slice(0, 2) },
    { count: 2, names: names.slice(2, 4) },
    { count: 1, names: names.slice(4) },
  ])
})

test('media that is fetched from a store is told by its size', async () => {
  await using server = await startScriptedGemini()
  const tracing = recordingTracing()
  const ai = createGeminiInstrumentation(tracing).tracedClient(clientOf(genai, server.url))
  server.answer((response) => response.writeHead(200, { 'content-type': 'image/png' }).end('hello'))

  const bytes = await ai.fileSearchStores.downloadMedia('fileSearchStores/s/media/m')

  expect(bytes).toEqual(new TextEncoder().encode('hello'))
  const { inputs, outputs, attributes } = tracing.named('FileSearchStores.downloadMedia')
  expect([inputs, outputs]).toEqual([{ uri: 'fileSearchStores/s/media/m' }, { bytes: 5 }])
  expect(attributes).toMatchObject({ [GEMINI.fileSizeBytes]: 5n })
})

test('a tuning tells its base model and what came of it', async () => {
  await using w = await world()
  const examples = [{ textInput: 'a', output: 'b' }]

  const job = await w.ai.tunings.tune({ baseModel: 'models/gemini-2.5-flash', trainingDataset: { examples } })
  await w.ai.tunings.get({ name: job.name! })

  expect(w.tracing.named('Tunings.tune').attributes).toMatchObject({
    [GEMINI.tuningBaseModel]: 'gemini-2.5-flash',
    [GEMINI.resourceName]: job.name,
    [GEMINI.resourceState]: 'JOB_STATE_QUEUED',
  })
  expect(w.tracing.named('Tunings.get').attributes).toMatchObject({ [GEMINI.tunedModel]: job.name })
  expect(Object.keys(w.tracing.named('Tunings.get').attributes)).not.toContain(MLFLOW.tokenUsage)
})
