import { existsSync, readFileSync } from 'node:fs'
import { mkdtempDisposable } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createPartFromText } from '@google/genai'
import type { Genai } from './genai-copies.ts'
import { until } from './until.ts'

export type Client = InstanceType<Genai['GoogleGenAI']>

export interface MethodCall {
  /** `Class.method`, as the span is called. */
  readonly name: string
  /** Where most of what the method does can be seen; the developer's API with a key when absent. */
  readonly backend?: 'vertex'
  /** Calls the method, after whatever must be there for it to have something to do. */
  run(ai: Client, genai: Genai): Promise<unknown>
}

const MODEL = 'gemini-2.5-flash'
const ASK = { model: MODEL, contents: 'The opposite of hot is' }
const LONG = 'The lighthouse stood on a cliff over the sea and its lamp turned all night long. '.repeat(80)
const IMAGE = { imageBytes: 'aGVsbG8=', mimeType: 'image/png' }
const TEXT_FILE = (): Blob => new Blob(['hello'], { type: 'text/plain' })
const BATCH = { model: MODEL, src: [{ contents: 'The opposite of hot is', metadata: { key: 'r1' } }] }
const TUNING = {
  baseModel: 'models/gemini-2.5-flash',
  trainingDataset: { examples: [{ textInput: 'a', output: 'b' }] },
  config: { tunedModelDisplayName: 'mine' },
}

const cache = (ai: Client): Promise<{ name?: string }> =>
  ai.caches.create({ model: MODEL, config: { contents: LONG, ttl: '300s' } })
const file = (ai: Client): Promise<{ name?: string }> => ai.files.upload({ file: TEXT_FILE(), config: { name: 'one' } })
const tuned = (ai: Client): Promise<{ name?: string }> => ai.tunings.tune(structuredClone(TUNING))
const video = (ai: Client): ReturnType<Client['models']['generateVideos']> =>
  ai.models.generateVideos({ model: 'veo-3.0-generate-001', source: { prompt: 'a cat' } })
const store = (ai: Client): Promise<{ name?: string }> =>
  ai.fileSearchStores.create({ config: { displayName: 'notes' } })
const inStore = async (ai: Client): Promise<{ store: string; document: string }> => {
  const { name = '' } = await store(ai)
  await ai.fileSearchStores.uploadToFileSearchStore({ fileSearchStoreName: name, file: TEXT_FILE() })
  const { page } = await ai.fileSearchStores.documents.list({ parent: name })
  return { store: name, document: page[0]?.name ?? `${name}/documents/none` }
}
const nameOf = ({ name }: { readonly name?: string }): { name: string } => ({ name: name ?? '' })
const all = async <Item>(items: AsyncIterable<Item>): Promise<Item[]> => {
  const found: Item[] = []
  for await (const item of items) found.push(item)
  return found
}

/** A call of every public method that becomes a span. */
export const EVERY_METHOD: readonly MethodCall[] = [
  { name: 'Models.generateContent', run: (ai) => ai.models.generateContent(ASK) },
  { name: 'Models.generateContentStream', run: async (ai) => all(await ai.models.generateContentStream(ASK)) },
  { name: 'Models.embedContent', run: (ai) => ai.models.embedContent({ ...ASK, model: 'gemini-embedding-001' }) },
  { name: 'Models.countTokens', run: (ai) => ai.models.countTokens(ASK) },
  { name: 'Models.computeTokens', backend: 'vertex', run: (ai) => ai.models.computeTokens(ASK) },
  {
    name: 'Models.generateImages',
    backend: 'vertex',
    run: (ai) =>
      ai.models.generateImages({ model: 'imagen-4.0-generate-001', prompt: 'a cat', config: { numberOfImages: 2 } }),
  },
  {
    name: 'Models.editImage',
    backend: 'vertex',
    run: (ai, genai) => {
      const reference = new genai.RawReferenceImage()
      reference.referenceImage = IMAGE
      return ai.models.editImage({ model: 'imagen-3.0-capability-001', prompt: 'a hat', referenceImages: [reference] })
    },
  },
  {
    name: 'Models.upscaleImage',
    backend: 'vertex',
    run: (ai) => ai.models.upscaleImage({ model: 'imagen-4.0-upscale-preview', image: IMAGE, upscaleFactor: 'x2' }),
  },
  {
    name: 'Models.recontextImage',
    backend: 'vertex',
    run: (ai) =>
      ai.models.recontextImage({
        model: 'imagen-product-recontext-preview-06-30',
        source: { prompt: 'on a table', productImages: [{ productImage: IMAGE }] },
      }),
  },
  {
    name: 'Models.segmentImage',
    backend: 'vertex',
    run: (ai) => ai.models.segmentImage({ model: 'image-segmentation-001', source: { image: IMAGE } }),
  },
  {
    name: 'Models.generateVideos',
    backend: 'vertex',
    run: video,
  },
  { name: 'Models.list', run: (ai) => ai.models.list({ config: { pageSize: 2 } }) },
  { name: 'Models.get', run: (ai) => ai.models.get({ model: MODEL }) },
  {
    name: 'Models.update',
    run: async (ai) => ai.models.update({ model: nameOf(await tuned(ai)).name, config: { displayName: 'yours' } }),
  },
  { name: 'Models.delete', run: async (ai) => ai.models.delete({ model: nameOf(await tuned(ai)).name }) },

  {
    name: 'Chat.sendMessage',
    async run(ai) {
      const chat = ai.chats.create({ model: MODEL })
      return [await chat.sendMessage({ message: 'hello' }), chat.getHistory()]
    },
  },
  {
    name: 'Chat.sendMessageStream',
    async run(ai) {
      const chat = ai.chats.create({ model: MODEL })
      return [await all(await chat.sendMessageStream({ message: [createPartFromText('hello')] })), chat.getHistory()]
    },
  },

  {
    name: 'Operations.getVideosOperation',
    backend: 'vertex',
    async run(ai) {
      const operation = await video(ai)
      return [await ai.operations.getVideosOperation({ operation }), operation]
    },
  },
  {
    name: 'Operations.get',
    backend: 'vertex',
    async run(ai) {
      const seen = [await video(ai)]
      while (seen.at(-1)!.done !== true && seen.length < 10)
        seen.push(await ai.operations.get({ operation: seen.at(-1)! }))
      return seen
    },
  },

  { name: 'Caches.create', run: cache },
  { name: 'Caches.get', run: async (ai) => ai.caches.get(nameOf(await cache(ai))) },
  {
    name: 'Caches.update',
    run: async (ai) => ai.caches.update({ ...nameOf(await cache(ai)), config: { ttl: '9000s' } }),
  },
  { name: 'Caches.delete', run: async (ai) => ai.caches.delete(nameOf(await cache(ai))) },
  { name: 'Caches.list', run: async (ai) => [await cache(ai), await ai.caches.list({ config: { pageSize: 1 } })] },

  { name: 'Files.upload', run: file },
  { name: 'Files.get', run: async (ai) => ai.files.get(nameOf(await file(ai))) },
  { name: 'Files.delete', run: async (ai) => ai.files.delete(nameOf(await file(ai))) },
  { name: 'Files.list', run: async (ai) => [await file(ai), await all(await ai.files.list())] },
  {
    name: 'Files.download',
    async run(ai) {
      const { name = '' } = await file(ai)
      await using folder = await mkdtempDisposable(join(tmpdir(), 'loupe-download-'))
      const downloadPath = join(folder.path, 'out.txt')
      const given = await ai.files.download({ file: name, downloadPath })
      // The SDK does not wait until it has written.
      await until(() => existsSync(downloadPath) && readFileSync(downloadPath, 'utf8') === 'hello')
      return given
    },
  },
  {
    name: 'Files.registerFiles',
    run: (ai) => {
      const auth = { getRequestHeaders: () => Promise.resolve(new Map([['authorization', 'Bearer t']])) }
      return ai.files.registerFiles({ auth, uris: ['gs://bucket/a.txt'] } as never)
    },
  },

  { name: 'Batches.create', run: (ai) => ai.batches.create(structuredClone(BATCH)) },
  {
    name: 'Batches.createEmbeddings',
    run: (ai) =>
      ai.batches.createEmbeddings({
        model: 'gemini-embedding-001',
        src: { inlinedRequests: { contents: ['a', 'b'] } },
      }),
  },
  {
    name: 'Batches.get',
    async run(ai) {
      const job = nameOf(await ai.batches.create(structuredClone(BATCH)))
      return [await ai.batches.get(job), await ai.batches.get(job), await ai.batches.get(job)]
    },
  },
  {
    name: 'Batches.cancel',
    run: async (ai) => ai.batches.cancel(nameOf(await ai.batches.create(structuredClone(BATCH)))),
  },
  {
    name: 'Batches.delete',
    run: async (ai) => ai.batches.delete(nameOf(await ai.batches.create(structuredClone(BATCH)))),
  },
  {
    name: 'Batches.list',
    run: async (ai) => [await ai.batches.create(structuredClone(BATCH)), await ai.batches.list()],
  },

  { name: 'Tunings.tune', run: tuned },
  { name: 'Tunings.get', run: async (ai) => ai.tunings.get(nameOf(await tuned(ai))) },
  { name: 'Tunings.list', backend: 'vertex', run: (ai) => ai.tunings.list({ config: { pageSize: 2 } }) },
  { name: 'Tunings.cancel', run: (ai) => ai.tunings.cancel({ name: 'tunedModels/mine' }) },
  {
    name: 'Tunings.validateReward',
    backend: 'vertex',
    run: (ai) => ai.tunings.validateReward({ parent: 'projects/p/locations/us-central1' } as never),
  },

  { name: 'FileSearchStores.create', run: store },
  { name: 'FileSearchStores.get', run: async (ai) => ai.fileSearchStores.get(nameOf(await store(ai))) },
  { name: 'FileSearchStores.delete', run: async (ai) => ai.fileSearchStores.delete(nameOf(await store(ai))) },
  { name: 'FileSearchStores.list', run: async (ai) => [await store(ai), await ai.fileSearchStores.list()] },
  {
    name: 'FileSearchStores.uploadToFileSearchStore',
    async run(ai) {
      const { name = '' } = await store(ai)
      return ai.fileSearchStores.uploadToFileSearchStore({ fileSearchStoreName: name, file: TEXT_FILE() })
    },
  },
  {
    name: 'FileSearchStores.importFile',
    async run(ai) {
      const { name = '' } = await store(ai)
      return ai.fileSearchStores.importFile({ fileSearchStoreName: name, fileName: nameOf(await file(ai)).name })
    },
  },
  {
    name: 'FileSearchStores.downloadMedia',
    run: (ai) => ai.fileSearchStores.downloadMedia('fileSearchStores/s/media/m'),
  },
  {
    name: 'Documents.get',
    run: async (ai) => ai.fileSearchStores.documents.get({ name: (await inStore(ai)).document }),
  },
  {
    name: 'Documents.delete',
    run: async (ai) => ai.fileSearchStores.documents.delete({ name: (await inStore(ai)).document }),
  },
  {
    name: 'Documents.list',
    run: async (ai) => all(await ai.fileSearchStores.documents.list({ parent: (await inStore(ai)).store })),
  },

  {
    name: 'Tokens.create',
    run: (ai) =>
      ai.authTokens.create({
        config: { uses: 1, liveConnectConstraints: { model: MODEL }, httpOptions: { apiVersion: 'v1alpha' } },
      }),
  },

  {
    name: 'Pager.nextPage',
    async run(ai) {
      const pager = await ai.models.list({ config: { pageSize: 2 } })
      const second = await pager.nextPage()
      const rest = await all(pager)
      return [second, rest, pager.hasNextPage(), await pager.nextPage().catch(String)]
    },
  },
]
