import { GoogleGenAI } from '@google/genai'
import { expect, test } from 'vitest'
import { apiErrorOf, connect, connectVertex } from '../testing/connect.ts'

async function namesOf(pager: AsyncIterable<{ name?: string }>): Promise<string[]> {
  const names: string[] = []
  for await (const { name } of pager) names.push(name ?? '')
  return names
}

test('a tuning job of Vertex AI runs over polls, is listed and can be cancelled', async () => {
  await using connected = await connectVertex()
  const { tunings } = connected.ai
  const request = {
    baseModel: 'gemini-2.5-flash',
    trainingDataset: { gcsUri: 'gs://b/train.jsonl' },
    config: { epochCount: 1, tunedModelDisplayName: 't' },
  }

  const made = await tunings.tune(request)
  const states = [made.state]
  let job = made
  for (let i = 0; i < 3; i++) {
    job = await tunings.get({ name: made.name! })
    states.push(job.state)
  }
  const other = await tunings.tune(request)
  await tunings.cancel({ name: other.name! })

  expect(made.name).toMatch(/^projects\/p\/locations\/l\/tuningJobs\/\d+$/)
  expect(states).toEqual(['JOB_STATE_PENDING', 'JOB_STATE_PENDING', 'JOB_STATE_RUNNING', 'JOB_STATE_SUCCEEDED'])
  expect(job.tunedModel!.endpoint).toMatch(/^projects\/p\/locations\/l\/endpoints\/\d+$/)
  expect(job.supervisedTuningSpec).toBeDefined()
  expect((await tunings.get({ name: other.name! })).state).toBe('JOB_STATE_CANCELLED')
  expect(await namesOf(await tunings.list())).toEqual([made.name, other.name])
})

test('a tuned model of the Gemini API is made, listed, changed, asked and deleted', async () => {
  await using connected = await connect()
  const { tunings, models } = connected.ai

  const made = await tunings.tune({
    baseModel: 'models/gemini-2.5-flash',
    trainingDataset: { examples: [{ textInput: 'a', output: 'b' }] },
    config: { tunedModelDisplayName: 't' },
  })
  const started = await tunings.get({ name: made.name! })
  const done = await tunings.get({ name: made.name! })
  const listed = await namesOf(await models.list({ config: { queryBase: false } }))
  const changed = await models.update({ model: made.name!, config: { displayName: 'new' } })
  const answer = await models.generateContent({ model: made.name!, contents: 'The opposite of hot is' })
  await models.delete({ model: made.name! })

  expect(made.name).toMatch(/^tunedModels\//)
  expect([started.state, done.state]).toEqual(['JOB_STATE_RUNNING', 'JOB_STATE_SUCCEEDED'])
  expect(listed).toEqual([made.name])
  expect(changed.displayName).toBe('new')
  expect(answer.text).toBe('The opposite of hot is **cold**.')
  expect((await apiErrorOf(tunings.get({ name: made.name! }))).status).toBe(404)
})

test('a file search store takes files by upload and by import, and gives its documents', async () => {
  await using connected = await connect()
  const { fileSearchStores, files, operations } = connected.ai
  const store = await fileSearchStores.create({ config: { displayName: 'My Docs' } })
  const fileSearchStoreName = store.name!
  const file = await files.upload({ file: new Blob(['world'], { type: 'text/plain' }) })

  let imported = await fileSearchStores.importFile({ fileSearchStoreName, fileName: file.name! })
  let uploaded = await fileSearchStores.uploadToFileSearchStore({
    fileSearchStoreName,
    file: new Blob(['hello'], { type: 'text/plain' }),
    config: { displayName: 'greeting' },
  })
  for (let i = 0; i < 2; i++) {
    imported = await operations.get({ operation: imported })
    uploaded = await operations.get({ operation: uploaded })
  }
  const full = await fileSearchStores.get({ name: fileSearchStoreName })
  const documents = await namesOf(await fileSearchStores.documents.list({ parent: fileSearchStoreName }))
  const document = await fileSearchStores.documents.get({ name: documents[1]! })
  const refused = await apiErrorOf(fileSearchStores.delete({ name: fileSearchStoreName }))
  await fileSearchStores.documents.delete({ name: documents[0]! })
  const left = await namesOf(await fileSearchStores.documents.list({ parent: fileSearchStoreName }))
  await fileSearchStores.delete({ name: fileSearchStoreName, config: { force: true } })

  expect([imported.done, uploaded.done]).toEqual([true, true])
  expect(uploaded.response!.documentName).toBe(documents[1])
  expect(imported.response!.documentName).toBe(documents[0])
  expect(full).toMatchObject({ displayName: 'My Docs', activeDocumentsCount: '2', sizeBytes: '10' })
  expect(document).toMatchObject({ displayName: 'greeting', mimeType: 'text/plain', sizeBytes: '5' })
  expect(refused.status).toBe(400)
  expect(left).toEqual([documents[1]])
  expect(await namesOf(await fileSearchStores.list())).toEqual([])
})

test('a token for Live is given', async () => {
  await using connected = await connect({ apiVersion: 'v1alpha' })

  const token = await connected.ai.authTokens.create({ config: { uses: 1 } })

  expect(token.name).toMatch(/^auth_tokens\/[a-z0-9]{64}$/)
})

test('a batch of Vertex AI goes through its states', async () => {
  await using connected = await connectVertex()
  const { batches } = connected.ai

  const made = await batches.create({
    model: 'gemini-2.5-flash',
    src: 'gs://b/in.jsonl',
    config: { dest: 'gs://b/out' },
  })
  const running = await batches.get({ name: made.name! })
  const done = await batches.get({ name: made.name! })
  const listed = await namesOf(await batches.list())
  await batches.delete({ name: made.name! })

  expect([made.state, running.state, done.state]).toEqual([
    'JOB_STATE_PENDING',
    'JOB_STATE_RUNNING',
    'JOB_STATE_SUCCEEDED',
  ])
  expect(listed).toEqual([made.name])
  expect(await namesOf(await batches.list())).toEqual([])
})

test('caches of Vertex AI are named with their project', async () => {
  await using connected = await connectVertex()
  const { caches, models } = connected.ai
  const contents = 'The lighthouse stood on a cliff over the sea. '.repeat(200)

  const cache = await caches.create({ model: 'gemini-2.5-flash', config: { contents, ttl: '60s' } })
  const answer = await models.generateContent({
    model: 'gemini-2.5-flash',
    contents: 'x',
    config: { cachedContent: cache.name! },
  })

  expect(cache.name).toMatch(/^projects\/p\/locations\/l\/cachedContents\/\d+$/)
  expect(answer.usageMetadata!.cachedContentTokenCount).toBe(cache.usageMetadata!.totalTokenCount)
})

test('what a tuning job of Vertex AI made is listed, changed, asked and deleted', async () => {
  await using connected = await connectVertex()
  const { tunings, models } = connected.ai
  const { name } = await tunings.tune({
    baseModel: 'gemini-2.5-flash',
    trainingDataset: { gcsUri: 'gs://b/train.jsonl' },
  })
  for (let i = 0; i < 2; i++) await tunings.get({ name: name! })
  const { tunedModel } = await tunings.get({ name: name! })

  const [listed] = await namesOf(await models.list({ config: { queryBase: false } }))
  const changed = await models.update({ model: listed!, config: { displayName: 'new' } })
  const found = await models.get({ model: listed! })
  const answer = await models.generateContent({ model: tunedModel!.endpoint!, contents: 'The opposite of hot is' })
  await models.delete({ model: listed! })

  expect(changed.displayName).toBe('new')
  expect(found.tunedModelInfo!.baseModel).toBe('gemini-2.5-flash')
  expect(answer.text).toBe('The opposite of hot is **cold**.')
  expect(await namesOf(await models.list({ config: { queryBase: false } }))).toEqual([])
})

test('express mode remembers without a project', async () => {
  await using connected = await connect()
  const { caches, batches, models } = new GoogleGenAI({
    vertexai: true,
    apiKey: 'k',
    httpOptions: { baseUrl: connected.emulator.url },
  })
  const contents = 'The lighthouse stood on a cliff over the sea. '.repeat(200)

  const cache = await caches.create({ model: 'gemini-2.5-flash', config: { contents } })
  const found = await caches.get({ name: cache.name! })
  const batch = await batches.create({ model: 'gemini-2.5-flash', src: 'gs://b/in', config: { dest: 'gs://b/out' } })
  const images = await models.generateImages({ model: 'imagen-4.0-generate-001', prompt: 'a lighthouse' })

  expect(found).toMatchObject({ name: cache.name, expireTime: cache.expireTime })
  expect((await batches.get({ name: batch.name! })).state).toBe('JOB_STATE_RUNNING')
  expect(images.generatedImages).toHaveLength(1)
})
