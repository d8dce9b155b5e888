import { countTextTokens, firstTokens } from '../tokens.ts'

export interface LimitedText {
  text: string
  finishReason: 'STOP' | 'MAX_TOKENS'
}

/**
 * Ends `text` where a model would have: before the first stop sequence (which is not part of the output), or when
 * `maxTokens` are spent.
 */
export function limitText(text: string, stopSequences: readonly string[], maxTokens: number): LimitedText {
  const stops = stopSequences.filter((stop) => stop !== '').map((stop) => text.indexOf(stop))
  const stop = Math.min(...stops.filter((index) => index >= 0))
  const before = Number.isFinite(stop) ? text.slice(0, stop) : text
  if (countTextTokens(before) <= maxTokens) return { text: before, finishReason: 'STOP' }
  return { text: firstTokens(before, maxTokens), finishReason: 'MAX_TOKENS' }
}
