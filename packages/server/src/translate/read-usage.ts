import type { Attributes, TokenUsage } from '@loupe-ai/model'
import { countOf, plainObject } from './attribute-content.ts'
import type { CountKeys, Dialect, UsageRule } from './dialect.ts'

type Counts = { -readonly [Key in keyof TokenUsage]: TokenUsage[Key] }

/** The counts of the first dialect that has any; what it does not tell apart is taken from those that follow. */
export function readUsage(attributes: Attributes, dialects: readonly Dialect[]): TokenUsage | undefined {
  let usage: Counts | undefined
  for (const dialect of dialects) {
    const rule = dialect.usage
    if (rule === undefined) continue
    const said = typeof rule === 'function' ? rule(attributes) : usageBy(rule, attributes)
    if (said === undefined) continue
    if (usage === undefined) usage = said
    else {
      usage.cacheReadInputTokens ??= said.cacheReadInputTokens
      usage.cacheCreationInputTokens ??= said.cacheCreationInputTokens
      usage.reasoningTokens ??= said.reasoningTokens
    }
  }
  return usage
}

function usageBy(rule: UsageRule, attributes: Attributes): TokenUsage | undefined {
  const from = rule.object === undefined ? attributes : plainObject(attributes[rule.object])
  if (from === undefined) return undefined
  const { fields } = rule
  const inputTokens = countAt(from, fields.inputTokens)
  const outputTokens = countAt(from, fields.outputTokens)
  const totalTokens = countAt(from, fields.totalTokens)
  if (inputTokens === undefined && outputTokens === undefined && totalTokens === undefined) return undefined
  const reasoningTokens = countAt(from, fields.reasoningTokens)
  const sum = (inputTokens ?? 0) + (outputTokens ?? 0)
  // Some count thoughts beside the answer, where we count them in: a total that needs them tells.
  const isApart = reasoningTokens !== undefined && reasoningTokens > 0 && totalTokens === sum + reasoningTokens
  return {
    inputTokens,
    outputTokens: isApart ? (outputTokens ?? 0) + reasoningTokens : outputTokens,
    totalTokens: totalTokens ?? sum,
    cacheReadInputTokens: countAt(from, fields.cacheReadInputTokens),
    cacheCreationInputTokens: countAt(from, fields.cacheCreationInputTokens),
    reasoningTokens,
  }
}

function countAt(from: Readonly<Record<string, unknown>>, keys: CountKeys[keyof CountKeys]): number | undefined {
  if (keys === undefined) return undefined
  if (typeof keys === 'string') return countOf(from[keys])
  for (const key of keys) {
    const count = countOf(from[key])
    if (count !== undefined) return count
  }
  return undefined
}
