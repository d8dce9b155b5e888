import { mkdtemp, mkdtempDisposable, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { apiErrorOf, connect } from '../testing/connect.ts'

const MODEL = 'gemini-2.5-flash'
const VERSIONS = ['v1', 'v1beta', 'v1alpha']

async function namesOf(pager: AsyncIterable<{ name?: string }>): Promise<string[]> {
  const names: string[] = []
  for await (const { name } of pager) names.push(name ?? '')
  return names
}

test('a file is downloaded by the object that the upload gave, whose address is not https as the service has it', async () => {
  await using connected = await connect()
  await using folder = await mkdtempDisposable(join(tmpdir(), 'emulator-'))
  const { files } = connected.ai
  const file = await files.upload({ file: new Blob(['hello'], { type: 'text/plain' }) })

  const [byFile, byVideo] = [join(folder.path, 'file.txt'), join(folder.path, 'video.txt')]
  await files.download({ file, downloadPath: byFile })
  await files.download({ file: { video: { uri: `${file.uri}:download?alt=media` } }, downloadPath: byVideo })
  expect(await readFile(byFile, 'utf8')).toBe('hello')
  expect(await readFile(byVideo, 'utf8')).toBe('hello')
})

test.each(VERSIONS)('a file is uploaded, found, listed, downloaded and deleted, on %s', async (apiVersion) => {
  await using connected = await connect({ apiVersion })
  const { files } = connected.ai
  const folder = await mkdtemp(join(tmpdir(), 'emulator-files-'))
  const downloadPath = join(folder, 'out.txt')

  const made = await files.upload({
    file: new Blob(['hello'], { type: 'text/plain' }),
    config: { displayName: 'dn', name: 'abc-123' },
  })
  const found = await files.get({ name: 'files/abc-123' })
  await files.download({ file: 'files/abc-123', downloadPath })
  await expect.poll(() => readFile(downloadPath, 'utf8').catch(() => '')).toBe('hello')
  const listed = await namesOf(await files.list())
  await files.delete({ name: 'files/abc-123' })
  const gone = await apiErrorOf(files.get({ name: 'files/abc-123' }))
  await rm(folder, { recursive: true })

  expect(made).toMatchObject({ name: 'files/abc-123', displayName: 'dn', mimeType: 'text/plain', sizeBytes: '5' })
  expect(made.sha256Hash).toBe(
    'MmNmMjRkYmE1ZmIwYTMwZTI2ZTgzYjJhYzViOWUyOWUxYjE2MWU1YzFmYTc0MjVlNzMwNDMzNjI5MzhiOTgyNA==',
  )
  expect(found).toMatchObject({ state: 'ACTIVE', source: 'UPLOADED', uri: made.uri })
  expect(listed).toEqual(['files/abc-123'])
  expect(gone.status).toBe(403)
  expect(gone.message).toContain('You do not have permission to access the File abc-123 or it may not exist.')
})

test('a file of more than 8 MiB comes in pieces, and its bytes are what they were', async () => {
  await using connected = await connect()
  const bytes = new Uint8Array(17 * 1024 * 1024).map((_, index) => index % 251)

  const made = await connected.ai.files.upload({ file: new Blob([bytes], { type: 'application/pdf' }) })
  const url = `${connected.emulator.url}/v1beta/${made.name}:download?alt=media&key=k`
  const back = new Uint8Array(await (await fetch(url)).arrayBuffer())

  expect(made.sizeBytes).toBe(String(bytes.length))
  expect(Buffer.compare(back, bytes)).toBe(0)
})

test('a video is processed before it is active', async () => {
  await using connected = await connect()
  const { files } = connected.ai

  const made = await files.upload({ file: new Blob(['x'], { type: 'video/mp4' }) })
  const states = [made.state]
  for (let i = 0; i < 2; i++) states.push((await files.get({ name: made.name! })).state)

  expect(states).toEqual(['PROCESSING', 'PROCESSING', 'ACTIVE'])
})

test('files are listed in pages', async () => {
  await using connected = await connect()
  const { files } = connected.ai
  for (let i = 0; i < 5; i++) await files.upload({ file: new Blob([`${i}`], { type: 'text/plain' }) })

  const pager = await files.list({ config: { pageSize: 2 } })

  expect(pager.page).toHaveLength(2)
  expect(new Set(await namesOf(pager)).size).toBe(5)
})

const STORY = 'The lighthouse stood on a cliff over the sea and its lamp turned all night long. '.repeat(80)

test.each(VERSIONS)('a cache is made, prolonged, used and deleted, on %s', async (apiVersion) => {
  await using connected = await connect({ apiVersion })
  const { caches, models } = connected.ai

  const made = await caches.create({
    model: MODEL,
    config: { contents: STORY, systemInstruction: 'Be brief.', displayName: 'story', ttl: '300s' },
  })
  const later = await caches.update({ name: made.name!, config: { ttl: '9000s' } })
  const answer = await models.generateContent({
    model: MODEL,
    contents: 'The opposite of hot is',
    config: { cachedContent: made.name! },
  })
  const listed = await namesOf(await caches.list())
  await caches.delete({ name: made.name! })
  const gone = await apiErrorOf(
    models.generateContent({ model: MODEL, contents: 'x', config: { cachedContent: made.name! } }),
  )

  const tokens = made.usageMetadata!.totalTokenCount!
  expect(tokens).toBeGreaterThan(1024)
  expect(Date.parse(later.expireTime!)).toBeGreaterThan(Date.parse(made.expireTime!))
  expect(answer.usageMetadata).toMatchObject({
    cachedContentTokenCount: tokens,
    cacheTokensDetails: [{ modality: 'TEXT', tokenCount: tokens }],
  })
  expect(answer.usageMetadata!.promptTokenCount).toBeGreaterThan(tokens)
  expect(listed).toEqual([made.name])
  expect(gone.status).toBe(403)
})

test('a cache that is too small is refused, and so is an instruction beside a cache', async () => {
  await using connected = await connect()
  const { caches, models } = connected.ai
  const { name } = await caches.create({ model: MODEL, config: { contents: STORY } })

  const small = await apiErrorOf(caches.create({ model: MODEL, config: { contents: 'short' } }))
  const both = await apiErrorOf(
    models.generateContent({
      model: MODEL,
      contents: 'x',
      config: { cachedContent: name!, systemInstruction: 'Be brief.' },
    }),
  )

  expect(small.message).toContain('Cached content is too small.')
  expect(both.message).toContain('CachedContent can not be used with GenerateContent request setting')
})

test.each(VERSIONS)('a batch runs over polls and answers each request, on %s', async (apiVersion) => {
  await using connected = await connect({ apiVersion })
  const { batches } = connected.ai

  const made = await batches.create({
    model: MODEL,
    src: [
      { contents: 'The opposite of hot is', metadata: { key: 'r1' } },
      { contents: 'x', config: { temperature: 3 }, metadata: { key: 'r2' } },
    ],
    config: { displayName: 'd' },
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
  const [first, second] = done.dest!.inlinedResponses!
  expect(first!.response!.candidates![0]!.content!.parts).toEqual([{ text: 'The opposite of hot is **cold**.' }])
  expect(first!.response!.usageMetadata!.totalTokenCount).toBeGreaterThan(6)
  expect(first!.metadata).toEqual({ key: 'r1' })
  expect(second!.error).toMatchObject({ code: 3 })
  expect(listed).toEqual([made.name])
  expect((await apiErrorOf(batches.get({ name: made.name! }))).status).toBe(404)
})

test('a batch from a file writes a file', async () => {
  await using connected = await connect()
  const { batches, files } = connected.ai
  const request = { contents: [{ parts: [{ text: 'The opposite of hot is' }] }] }
  const lines = ['r1', 'r2'].map((key) => JSON.stringify({ key, request })).join('\n')
  const source = await files.upload({ file: new Blob([lines], { type: 'application/jsonl' }) })

  const made = await batches.create({ model: MODEL, src: { fileName: source.name! } })
  await batches.get({ name: made.name! })
  const done = await batches.get({ name: made.name! })
  const url = `${connected.emulator.url}/v1beta/${done.dest!.fileName}:download?alt=media&key=k`
  const answers = (await (await fetch(url)).text())
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as { key: string })

  expect(answers.map(({ key }) => key)).toEqual(['r1', 'r2'])
  expect(JSON.stringify(answers[1])).toContain('**cold**')
})

test('embeddings come in a batch too, and a batch can be cancelled', async () => {
  await using connected = await connect()
  const { batches } = connected.ai
  const src = { inlinedRequests: { contents: ['Hello', 'World'] } }

  const made = await batches.createEmbeddings({ model: 'gemini-embedding-001', src })
  await batches.get({ name: made.name! })
  const done = await batches.get({ name: made.name! })
  const other = await batches.createEmbeddings({ model: 'gemini-embedding-001', src })
  await batches.cancel({ name: other.name! })

  expect(done.dest!.inlinedEmbedContentResponses).toHaveLength(2)
  expect(done.dest!.inlinedEmbedContentResponses![0]!.response!.embedding!.values).toHaveLength(3072)
  expect((await batches.get({ name: other.name! })).state).toBe('JOB_STATE_CANCELLED')
})
