import { dollars, type TraceCost } from './span-cost.ts'
import { TOKEN_COUNT_NAMES, type TokenUsage } from './token-usage.ts'

/** Tokens as `mlflow.trace.tokenUsage` tells them, a JSON text (mlflow-wire.md §4.5). Undefined when it tells of none. */
export function recordedUsage(text: string | undefined): TokenUsage | undefined {
  const fields = objectIn(text)
  const usage: { -readonly [Name in keyof TokenUsage]: TokenUsage[Name] } = {}
  for (const [ours, theirs] of TOKEN_COUNT_NAMES) {
    const count = fields[theirs]
    if (Number.isSafeInteger(count) && (count as number) >= 0) usage[ours] = count as number
  }
  return Object.keys(usage).length === 0 ? undefined : usage
}

/** Dollars as `mlflow.trace.cost` tells them, a JSON text. Undefined unless all three amounts are told. */
export function recordedCost(text: string | undefined): TraceCost | undefined {
  const { input_cost: input, output_cost: output, total_cost: total } = objectIn(text)
  if (!isAmount(input) || !isAmount(output) || !isAmount(total)) return undefined
  return { inputCost: dollars(input), outputCost: dollars(output), totalCost: dollars(total) }
}

const isAmount = (value: unknown): value is number => typeof value === 'number' && Number.isFinite(value) && value >= 0

/** Whoever made the record wrote the text: anything may stand there, and then nothing was told. */
function objectIn(text: string | undefined): Readonly<Record<string, unknown>> {
  if (text === undefined) return {}
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : {}
  } catch {
    return {}
  }
}
