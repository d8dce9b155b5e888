import type { TokenUsage } from '@loupe-ai/model'
import { formatCount } from '../format/number.ts'

/** How a count of tokens comes about: `1,102 in + 182 out = 1,284 tokens`, then what is a part of which. */
export function tokenSum(usage: TokenUsage | undefined): string | undefined {
  if (usage === undefined) return undefined
  const { inputTokens, outputTokens, cacheReadInputTokens, reasoningTokens } = usage
  const sent = [inputTokens, 'in'] as const
  const written = [outputTokens, 'out'] as const
  const terms = [sent, written].filter(([count]) => count !== undefined)
  const added = terms.reduce((sum, [count]) => sum + (count ?? 0), 0)
  const total = usage.totalTokens ?? added
  const sum = terms.map(([count, kind]) => `${formatCount(count)} ${kind}`).join(' + ')
  const told = sum === '' ? '' : total === added ? `${sum} = ` : `${sum}; counted by the service: `
  const parts = [
    cacheReadInputTokens ? `${formatCount(cacheReadInputTokens)} of those in came from the cache` : '',
    reasoningTokens ? `${formatCount(reasoningTokens)} of those out were thoughts` : '',
  ].filter((part) => part !== '')
  return [`${told}${formatCount(total)} tokens`, ...parts].join('\n')
}
