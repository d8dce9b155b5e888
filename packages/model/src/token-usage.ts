/** Tokens of one model request or of a trace. A count that was not given stays undefined: it is not 0. */
export interface TokenUsage {
  readonly inputTokens?: number
  readonly outputTokens?: number
  readonly totalTokens?: number
  /** Part of `inputTokens`. */
  readonly cacheReadInputTokens?: number
  /** Part of `inputTokens`: written to a cache. */
  readonly cacheCreationInputTokens?: number
  /** Part of `outputTokens`. */
  readonly reasoningTokens?: number
}

/** Our names and those of `mlflow.chat.tokenUsage` and `mlflow.trace.tokenUsage` (mlflow-wire.md §4.5). */
export const TOKEN_COUNT_NAMES = [
  ['inputTokens', 'input_tokens'],
  ['outputTokens', 'output_tokens'],
  ['totalTokens', 'total_tokens'],
  ['cacheReadInputTokens', 'cache_read_input_tokens'],
  ['cacheCreationInputTokens', 'cache_creation_input_tokens'],
  ['reasoningTokens', 'reasoning_tokens'],
] as const

/** Adds count by count; a count that neither side has stays absent. */
export function addUsage(left: TokenUsage | undefined, right: TokenUsage): TokenUsage {
  const sum: { -readonly [Name in keyof TokenUsage]: TokenUsage[Name] } = {}
  for (const [key] of TOKEN_COUNT_NAMES) {
    const parts = [left?.[key], right[key]].filter((count) => count !== undefined)
    if (parts.length > 0) sum[key] = parts.reduce((total, count) => total + count, 0)
  }
  return sum
}
