import type { SpanType } from '@loupe-ai/model'
import { COUNT, EMBED, GENERATE } from './content-readers.ts'
import type { ContentReader } from './content-readers.ts'
import type { Owner } from './owners.ts'
import { AUTH_TOKEN } from './resources/auth-tokens.ts'
import { BATCH_JOB, SUBMITTED_BATCH } from './resources/batches.ts'
import { CACHE, NEW_CACHE } from './resources/caches.ts'
import { DOWNLOAD, FILE, REGISTERED_FILES } from './resources/files.ts'
import { DOCUMENT, DOWNLOADED_MEDIA, STORE, STORE_IMPORT } from './resources/file-search-stores.ts'
import { IMAGES } from './resources/images.ts'
import { POLL, VIDEOS } from './resources/operations.ts'
import { NEXT_PAGE, PAGE } from './resources/pages.ts'
import { resource } from './resources/resource.ts'
import { TUNING_JOB } from './resources/tunings.ts'

/** What a call is to the trace: the layers above one another that one question may pass through (gemini-sdk.md §4.6). */
type Layer =
  /** A turn of a chat: always a span, above the requests it causes. */
  | 'turn'
  /** A public call: a span of its own, unless a turn is already open around it. */
  | 'call'
  /** One request to the model inside the SDK: a span where the call above makes several, or where there is none above. */
  | 'request'

export interface TracedMethod {
  readonly owner: Owner
  readonly method: string
  readonly layer: Layer
  readonly spanName: string
  readonly spanType: SpanType
  /** `gen_ai.operation.name`. */
  readonly operation: string
  readonly reader: ContentReader
  /** Whether the SDK may ask the model again and again in this one call, when it is given functions to run. */
  readonly loops?: true
  readonly streams?: true
}

/** Neither a question to a model nor a part of its answer. MLflow has no narrower type (mlflow-wire.md §4.3). */
const UTILITY = 'TASK'

type Details = Partial<Pick<TracedMethod, 'layer' | 'spanName' | 'loops' | 'streams'>>

/** A row; `what` is the span's type and `gen_ai.operation.name`. */
const row = (
  name: `${Owner}.${string}`,
  [spanType, operation]: readonly [SpanType, string],
  reader: ContentReader,
  details: Details = {},
): TracedMethod => {
  const [owner, method] = name.split('.') as [Owner, string]
  return { owner, method, layer: 'call', spanName: name, spanType, operation, reader, ...details }
}

const GENERATES = ['LLM', 'generate_content'] as const
const EMBEDS = ['EMBEDDING', 'embeddings'] as const
const CHATS = ['CHAT_MODEL', 'chat'] as const
const does = (operation: string): readonly [SpanType, string] => [UTILITY, operation]

const METHODS: readonly TracedMethod[] = [
  row('Models.generateContent', GENERATES, GENERATE, { loops: true }),
  row('Models.generateContentStream', GENERATES, GENERATE, { loops: true, streams: true }),
  // What runs the functions of a stream, on clients too that were made before their class was patched.
  row('Models.processAfcStream', GENERATES, GENERATE, {
    spanName: 'Models.generateContentStream',
    loops: true,
    streams: true,
  }),
  row('Models.generateContentInternal', GENERATES, GENERATE, { layer: 'request', spanName: 'Models.generateContent' }),
  row('Models.generateContentStreamInternal', GENERATES, GENERATE, {
    layer: 'request',
    spanName: 'Models.generateContentStream',
    streams: true,
  }),
  row('Models.embedContent', EMBEDS, EMBED),
  row('Models.embedContentInternal', EMBEDS, EMBED, { layer: 'request', spanName: 'Models.embedContent' }),
  // MLflow's type for it. Its tokens are an answer, not a use: they never count as usage.
  row('Models.countTokens', ['LLM', 'count_tokens'], COUNT),
  row('Models.computeTokens', does('compute_tokens'), COUNT),
  row('Models.generateImages', GENERATES, IMAGES),
  row('Models.editImage', GENERATES, IMAGES),
  row('Models.upscaleImage', GENERATES, IMAGES),
  row('Models.recontextImage', GENERATES, IMAGES),
  row('Models.segmentImage', GENERATES, IMAGES),
  row('Models.generateVideos', GENERATES, VIDEOS),
  row('Models.list', does('list_models'), PAGE),
  row('Models.get', does('get_model'), resource()),
  row('Models.update', does('update_model'), resource()),
  row('Models.delete', does('delete_model'), resource()),

  row('Chat.sendMessage', CHATS, GENERATE, { layer: 'turn' }),
  row('Chat.sendMessageStream', CHATS, GENERATE, { layer: 'turn', streams: true }),

  row('Operations.getVideosOperation', does('get_operation'), POLL),
  row('Operations.get', does('get_operation'), POLL),

  row('Caches.create', does('create_cache'), NEW_CACHE),
  row('Caches.get', does('get_cache'), CACHE),
  row('Caches.update', does('update_cache'), CACHE),
  row('Caches.delete', does('delete_cache'), CACHE),
  row('Caches.list', does('list_caches'), PAGE),

  row('Files.upload', does('upload_file'), FILE),
  row('Files.download', does('download_file'), DOWNLOAD),
  row('Files.registerFiles', does('register_files'), REGISTERED_FILES),
  row('Files.get', does('get_file'), FILE),
  row('Files.delete', does('delete_file'), FILE),
  row('Files.list', does('list_files'), PAGE),

  row('Batches.create', does('create_batch'), SUBMITTED_BATCH),
  row('Batches.createEmbeddings', does('create_batch'), SUBMITTED_BATCH),
  row('Batches.get', does('get_batch'), BATCH_JOB),
  row('Batches.cancel', does('cancel_batch'), BATCH_JOB),
  row('Batches.delete', does('delete_batch'), BATCH_JOB),
  row('Batches.list', does('list_batches'), PAGE),

  row('Tunings.tune', does('create_tuning'), TUNING_JOB),
  row('Tunings.get', does('get_tuning'), TUNING_JOB),
  row('Tunings.cancel', does('cancel_tuning'), TUNING_JOB),
  row('Tunings.validateReward', does('validate_reward'), resource()),
  row('Tunings.list', does('list_tunings'), PAGE),

  row('FileSearchStores.create', does('create_file_search_store'), STORE),
  row('FileSearchStores.get', does('get_file_search_store'), STORE),
  row('FileSearchStores.delete', does('delete_file_search_store'), STORE),
  row('FileSearchStores.list', does('list_file_search_stores'), PAGE),
  row('FileSearchStores.uploadToFileSearchStore', does('upload_to_file_search_store'), STORE_IMPORT),
  row('FileSearchStores.importFile', does('import_file'), STORE_IMPORT),
  row('FileSearchStores.downloadMedia', does('download_media'), DOWNLOADED_MEDIA),
  row('Documents.get', does('get_document'), DOCUMENT),
  row('Documents.delete', does('delete_document'), DOCUMENT),
  row('Documents.list', does('list_documents'), PAGE),

  row('Tokens.create', does('create_auth_token'), AUTH_TOKEN),

  row('Pager.nextPage', does('list_next_page'), NEXT_PAGE),
]

/**
 * The one request inside a method that each client has of its own: seen where the method is not, on clients that were made
 * before their classes were patched.
 */
const REQUESTS: Readonly<Record<`${Owner}.${string}Internal`, string>> = {
  'Models.generateImagesInternal': 'Models.generateImages',
  'Models.editImageInternal': 'Models.editImage',
  'Models.upscaleImageInternal': 'Models.upscaleImage',
  'Models.generateVideosInternal': 'Models.generateVideos',
  'Models.listInternal': 'Models.list',
  'Caches.listInternal': 'Caches.list',
  'Files.listInternal': 'Files.list',
  'Batches.createInternal': 'Batches.create',
  'Batches.createEmbeddingsInternal': 'Batches.createEmbeddings',
  'Batches.listInternal': 'Batches.list',
  'Tunings.tuneInternal': 'Tunings.tune',
  'Tunings.tuneMldevInternal': 'Tunings.tune',
  'Tunings.getInternal': 'Tunings.get',
  'Tunings.listInternal': 'Tunings.list',
  'FileSearchStores.listInternal': 'FileSearchStores.list',
  'Documents.listInternal': 'Documents.list',
}

/**
 * Every method of `@google/genai` that becomes a span (gemini-sdk.md §2.2, §6, §7, §12); a row adds one. Verified on 1.52,
 * 2.32 and 3.1. Whether a method is the instance's own or its class's has changed between versions: the patch looks.
 */
export const GEMINI_METHODS: readonly TracedMethod[] = [
  ...METHODS,
  ...METHODS.flatMap((outer) =>
    Object.entries(REQUESTS)
      .filter(([, name]) => name === outer.spanName)
      .map(([name]): TracedMethod => ({ ...outer, method: name.slice(name.indexOf('.') + 1), layer: 'request' })),
  ),
]
