import type { AttributeValue } from '@loupe-ai/model'

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
  errorReason: 'gemini.error.reason',
  errorRetryDelay: 'gemini.error.retry_delay',
  errorQuotaIds: 'gemini.error.quota_ids',
} as const

export const HTTP_STATUS_CODE = 'http.response.status_code'
export const SERVER_ADDRESS = 'server.address'
export const SERVER_PORT = 'server.port'

/** A count as a 64-bit integer; anything that is no number is left out. */
export const count = (value: unknown): AttributeValue | undefined =>
  typeof value === 'number' ? (Number.isSafeInteger(value) ? BigInt(value) : value) : undefined

export const decimal = (value: unknown): number | undefined => (typeof value === 'number' ? value : undefined)
export const text = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined)
export const flag = (value: unknown): boolean | undefined => (typeof value === 'boolean' ? value : undefined)
