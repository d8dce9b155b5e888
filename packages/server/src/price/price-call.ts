import { dollars, GEN_AI, LLM_COST, MLFLOW, type ModelCall, type SpanCost } from '@loupe-ai/model'
import { plainObject } from '../translate/attribute-content.ts'
import type { PriceTable } from './price-table.ts'
import { tierFactor } from './service-tier.ts'
import { tokensByKind } from './tokens-by-kind.ts'
import { amountsOf } from './unit-prices.ts'

/** What a call cost; undefined when that is not known. */
export type PriceCall = (call: Omit<ModelCall, 'cost' | 'traceId' | 'spanId'>) => SpanCost | undefined

const NANOS_PER_MILLI = 1_000_000n
/** Of names as Google's services give them: `models/…`, `publishers/google/models/…`, `projects/…/models/…`, `google/…`. */
const MODEL_PATH = /^(?:.*\/models\/|models\/|google\/)/

/**
 * Prices by the first table that knows the model: the one that answered, else the one that was asked, which may be an alias
 * (`gemini-flash-latest`) or a name of the caller's own. What the sender says that a call cost stands.
 */
export function priceBy(tables: readonly PriceTable[]): PriceCall {
  return ({ model, provider, usage, startNanos, attributes }) => {
    const said = saidCost(attributes)
    if (said !== undefined) return said
    if (usage === undefined) return undefined
    if (!usage.inputTokens && !usage.outputTokens) return undefined
    const factor = tierFactor(attributes)
    if (factor === undefined) return undefined
    const atMillis = Number(startNanos / NANOS_PER_MILLI)
    const names = namesOf(model, attributes)
    for (const table of tables) {
      for (const name of names) {
        const prices = table.find({ model: name, provider, atMillis })
        if (prices === undefined) continue
        const amounts = amountsOf(tokensByKind(usage, attributes), prices, factor)
        return amounts && { ...amounts, priceTable: table.name }
      }
    }
    return undefined
  }
}

function namesOf(asked: string | undefined, attributes: ModelCall['attributes']): readonly string[] {
  const answered = attributes[GEN_AI.responseModel]
  const first = typeof answered === 'string' ? nameOf(answered) : ''
  const second = asked === undefined ? '' : nameOf(asked)
  if (second === '' || second === first) return first === '' ? [] : [first]
  return first === '' ? [second] : [first, second]
}

const nameOf = (model: string): string => (model.includes('/') ? model.replace(MODEL_PATH, '') : model)

/** Where senders say what a call cost: in one object, or in an attribute each. */
interface CostRule {
  readonly object?: string
  readonly input: string
  readonly output: string
  readonly total: string
}

/** MLflow's (mlflow-wire.md §4.5), OpenInference's, Langfuse's and Laminar's. */
const COST_RULES: readonly CostRule[] = [
  { object: MLFLOW.cost, input: 'input_cost', output: 'output_cost', total: 'total_cost' },
  LLM_COST,
  { object: 'langfuse.observation.cost_details', input: 'input', output: 'output', total: 'total' },
  { input: 'gen_ai.usage.input_cost', output: 'gen_ai.usage.output_cost', total: 'gen_ai.usage.cost' },
]

function saidCost(attributes: ModelCall['attributes']): SpanCost | undefined {
  for (const rule of COST_RULES) {
    const from = rule.object === undefined ? attributes : plainObject(attributes[rule.object])
    if (from === undefined) continue
    const input = amount(from[rule.input])
    const output = amount(from[rule.output])
    const [inputCost, outputCost] = [input ?? 0, output ?? 0]
    const totalCost =
      amount(from[rule.total]) ?? (input === undefined && output === undefined ? undefined : inputCost + outputCost)
    if (totalCost === undefined) continue
    return { inputCost, outputCost, totalCost: dollars(totalCost), priceTable: 'sender' }
  }
  return undefined
}

const amount = (value: unknown): number | undefined => {
  const number = typeof value === 'bigint' ? Number(value) : value
  return typeof number === 'number' && Number.isFinite(number) ? number : undefined
}
