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

const KEYS = [
  'inputTokens',
  'outputTokens',
  'totalTokens',
  'cacheReadInputTokens',
  'cacheCreationInputTokens',
  'reasoningTokens',
] as const

/** Adds count by count; a count that neither side has stays absent. */
export function addUsage(left: TokenUsage | undefined, right: TokenUsage): TokenUsage {
  const sum: Partial<Record<(typeof KEYS)[number], number>> = {}
  for (const key of KEYS) {
    const parts = [left?.[key], right[key]].filter((count) => count !== undefined)
    if (parts.length > 0) sum[key] = parts.reduce((total, count) => total + count, 0)
  }
  return sum
}
