import type { AttributeValue } from '@loupe-ai/model'

/** Read as it stands: what is undefined is no attribute. */
export type AttributeBag = Readonly<Record<string, AttributeValue | undefined>>

/** Our own names for what no convention names. Those of OpenTelemetry and MLflow are in `@loupe-ai/model`. */
export const GEMINI = {
  finishReasons: 'gemini.finish_reasons',
  finishMessage: 'gemini.finish_message',
  blockReason: 'gemini.prompt_feedback.block_reason',
  blockMessage: 'gemini.prompt_feedback.block_reason_message',
  thinkingBudget: 'gemini.request.thinking_budget',
  includeThoughts: 'gemini.request.include_thoughts',
  cachedContent: 'gemini.request.cached_content',
  serviceTier: 'gemini.service_tier',
  toolUseTokens: 'gemini.usage.tool_use_prompt_tokens',
  /** What the parts add up to, where the service's total says something else. */
  summedTokens: 'gemini.usage.summed_tokens',
  modelRequests: 'gemini.model_requests',
  /** HTTP requests of the span that failed and were made again. */
  retries: 'gemini.request.retries',
  groundingChunks: 'gemini.response.grounding_chunks',
  citations: 'gemini.response.citations',
  hasLogprobs: 'gemini.response.has_logprobs',
  serverMillis: 'gemini.server_duration_ms',
  chatId: 'gemini.chat.id',
  chatTurn: 'gemini.chat.turn',
  chatHistoryLength: 'gemini.chat.history_length',
  streamEnding: 'gemini.stream.ending',
  streamChunks: 'gemini.stream.chunks',
  /** Seconds from when the stream was handed over; `gen_ai.response.time_to_first_chunk` counts from the call. */
  firstChunkSinceOpen: 'gemini.stream.first_chunk_since_open',
  countedTokens: 'gemini.counted_tokens',
  countedCachedTokens: 'gemini.counted_cached_tokens',
  embeddingCount: 'gemini.embedding_count',
  /** Of a cache, a file, a job, a store. */
  resourceName: 'gemini.resource.name',
  resourceState: 'gemini.resource.state',
  cacheExpireTime: 'gemini.cache.expire_time',
  fileMimeType: 'gemini.file.mime_type',
  fileSizeBytes: 'gemini.file.size_bytes',
  fileDownloadPath: 'gemini.file.download_path',
  mediaCount: 'gemini.media.count',
  mediaFilteredCount: 'gemini.media.filtered_count',
  /** The same on the span that began an operation and on those that looked how it went. */
  operationName: 'gemini.operation.name',
  operationDone: 'gemini.operation.done',
  /** Milliseconds from the answer that began the operation to the first look that found it done. */
  operationMillis: 'gemini.operation.duration_ms',
  pageLength: 'gemini.page.length',
  pagedItem: 'gemini.page.item',
  batchRequests: 'gemini.batch.requests',
  batchSucceeded: 'gemini.batch.succeeded',
  batchFailed: 'gemini.batch.failed',
  /** The trace that holds a batch's results. */
  batchResultsTraceId: 'gemini.batch.results_trace_id',
  batchIndex: 'gemini.batch.index',
  tuningBaseModel: 'gemini.tuning.base_model',
  tunedModel: 'gemini.tuning.tuned_model',
  errorReason: 'gemini.error.reason',
  errorRetryDelay: 'gemini.error.retry_delay',
  errorQuotaIds: 'gemini.error.quota_ids',
} as const

export const HTTP_STATUS_CODE = 'http.response.status_code'
export const SERVER_ADDRESS = 'server.address'
export const SERVER_PORT = 'server.port'

/** A bag that is being filled. */
export type MutableBag = Record<string, AttributeValue | undefined>

/** Puts into the bag what there is: calls have many possible attributes, and few of them. */
export function put(bag: MutableBag, key: string, value: AttributeValue | undefined): void {
  if (value !== undefined) bag[key] = value
}

/** A count as a 64-bit integer; anything that is no number is left out. */
export const count = (value: unknown): AttributeValue | undefined =>
  typeof value === 'number' ? (Number.isSafeInteger(value) ? BigInt(value) : value) : undefined

export const decimal = (value: unknown): number | undefined => (typeof value === 'number' ? value : undefined)
export const text = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined)
export const flag = (value: unknown): boolean | undefined => (typeof value === 'boolean' ? value : undefined)
