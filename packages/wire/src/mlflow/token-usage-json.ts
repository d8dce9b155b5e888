import { type AttributeValue, TOKEN_COUNT_NAMES, type TokenUsage } from '@loupe-ai/model'

/** Only the counts that are known. */
export function usageToAttribute(usage: TokenUsage): AttributeValue {
  const counts: Record<string, bigint> = {}
  for (const [ours, theirs] of TOKEN_COUNT_NAMES) {
    const count = usage[ours]
    if (count !== undefined && Number.isFinite(count)) counts[theirs] = BigInt(Math.trunc(count))
  }
  return counts
}

/** Undefined unless `value` is an object with at least one count. */
export function usageFromAttribute(value: unknown): TokenUsage | undefined {
  if (typeof value !== 'object' || value === null) return undefined
  const fields = value as Readonly<Record<string, unknown>>
  const usage: { -readonly [Name in keyof TokenUsage]: TokenUsage[Name] } = {}
  for (const [ours, theirs] of TOKEN_COUNT_NAMES) {
    const count = Object.hasOwn(fields, theirs) ? fields[theirs] : undefined
    if (typeof count === 'number' || typeof count === 'bigint') usage[ours] = Number(count)
  }
  return Object.keys(usage).length === 0 ? undefined : usage
}
